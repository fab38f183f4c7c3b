import { type Contract, featuresOf } from '../contract/types.ts'
import { limits } from '../ir/limits.ts'
import { rowCost } from '../ir/row-cost.ts'
import type { Coefficients, Program } from '../ir/types.ts'
import { validateModel } from '../ir/validate.ts'
import { joinRows, sourceRows } from '../verification/join-rows.ts'
import { makeVerificationRows } from '../verification/synthesise.ts'
import { writeVerification } from '../verification/verification-parts.ts'
import { writeJsonPart } from './json-part.ts'
import { graphPath, manifestPath, partPaths } from './layout.ts'
import { loadPackage } from './load.ts'
import { listParts } from './manifest.ts'
import { writeSafetensors } from './safetensors.ts'
import type { Manifest, Package, VerificationRows } from './types.ts'

/** What a package is made of. */
export interface Ingredients {
  readonly source: Manifest['source']
  readonly importer: Manifest['importer']
  readonly program: Program
  readonly coefficients: Coefficients
  readonly contract: Contract
  /** Synthesised with a fixed seed unless given. */
  readonly verification?: VerificationRows
  /** Rows answered by the source library, to stand before those synthesised. */
  readonly answered?: VerificationRows
  /** The bytes of the ONNX file, where the program has such a step; `verification` is given then. */
  readonly graph?: Uint8Array
}

const verificationSeed = 1
const mostRows = 128
const leastRows = 16
/** Wide models get fewer rows, so that the rows stay small beside the model. */
const mostNumbers = 1 << 18
/** And costly ones, so that every load stays quick. */
const mostCost = limits.replayCost / 4

/**
 * Makes a package, and opens it as any other, so that what has been built can be loaded. Equal
 * ingredients give an equal digest on every machine.
 *
 * @throws Refusal when the ingredients contradict each other
 */
export async function buildPackage(ingredients: Ingredients): Promise<Package> {
  const { source, importer, program, coefficients, contract, graph } = ingredients
  const parts = new Map<string, Uint8Array>([
    [partPaths.program, writeJsonPart(program)],
    [partPaths.coefficients, writeSafetensors(coefficients)],
    [partPaths.contract, writeJsonPart(contract)],
    ...writeVerification(verificationOf(ingredients)),
    ...(graph === undefined ? [] : [[graphPath, graph] as const]),
  ])
  const manifest = { ratchetPackage: 1, source, importer, parts: await listParts(parts) }
  return loadPackage(new Map([...parts, [manifestPath, writeJsonPart(manifest)]]))
}

/**
 * The package with other verification rows. Rows that it does not answer as they say are refused.
 *
 * @throws Refusal `verification-failed`
 */
export async function withVerification(
  pkg: Package,
  verification: VerificationRows,
): Promise<Package> {
  const { source, importer } = pkg.manifest
  const graph = pkg.files.get(graphPath)
  return buildPackage({ ...pkg, source, importer, verification, ...(graph && { graph }) })
}

/**
 * The package with verification rows made anew, half of them from a sample: encoded rows, row-major,
 * of which no row itself travels, as each is shuffled column by column. Rows that the source library
 * has answered stay.
 */
export async function withSample(pkg: Package, sample: Float64Array): Promise<Package> {
  const made = defaultRows(pkg, sample)
  const answered = sourceRows(pkg.verification)
  return withVerification(pkg, answered === undefined ? made : joinRows(answered, made))
}

function verificationOf(ingredients: Ingredients): VerificationRows {
  const { verification, answered } = ingredients
  if (verification !== undefined) return verification
  const synthesised = defaultRows(ingredients)
  return answered === undefined ? synthesised : joinRows(answered, synthesised)
}

function defaultRows(
  { program, coefficients, contract }: Pick<Ingredients, 'program' | 'coefficients' | 'contract'>,
  sample?: Float64Array,
): VerificationRows {
  const widthOf = validateModel(program, coefficients)
  const answers = Object.values(program.outputs).reduce((sum, name) => sum + widthOf(name), 0)
  const count = clamped([
    mostNumbers / (featuresOf(contract).length + answers),
    mostCost / rowCost(program, coefficients, widthOf),
  ])
  return makeVerificationRows(program, coefficients, contract, {
    seed: verificationSeed,
    count,
    ...(sample && { sample }),
  })
}

function clamped(bounds: readonly number[]): number {
  return Math.max(leastRows, Math.min(mostRows, ...bounds.map(Math.floor)))
}
