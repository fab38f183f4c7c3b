import { parseContract } from '../contract/contract-json.ts'
import { corrupt } from '../corrupt.ts'
import { limits } from '../ir/limits.ts'
import { parseProgram } from '../ir/program-json.ts'
import { rowCost } from '../ir/row-cost.ts'
import { splitGraph } from '../ir/split-graph.ts'
import { validateModel } from '../ir/validate.ts'
import { Refusal } from '../refusals.ts'
import { verifyPackage } from '../verification/replay.ts'
import { readVerification } from '../verification/verification-parts.ts'
import { checkCoherence } from './coherence.ts'
import { readJsonPart } from './json-part.ts'
import { graphPath, partPaths } from './layout.ts'
import { readManifest } from './manifest.ts'
import { readSafetensors } from './safetensors.ts'
import { readStoredZip } from './stored-zip.ts'
import type { Package, PackageFiles, VerificationRows } from './types.ts'

/**
 * Opens a package that nobody vouches for: the bytes of an archive, or the files of a folder by
 * path. Digests, structure and indices are checked, and the verification rows are replayed; those of
 * an ONNX graph are left to the engine that runs it, as nothing here can.
 *
 * The package keeps views of the bytes given: they must not be changed afterwards.
 *
 * @throws Refusal `package-corrupt`, `package-digest-mismatch`, `package-newer`, `contract-invalid`
 * or `verification-failed`
 */
export async function loadPackage(source: Uint8Array | PackageFiles): Promise<Package> {
  const files = source instanceof Uint8Array ? readStoredZip(source) : sorted(source)
  const { manifest, digest } = await readManifest(files)
  const program = parseProgram(readPart(files, partPaths.program), `${partPaths.program}#`)
  const coefficients = readSafetensors(
    bytesOf(files, partPaths.coefficients),
    partPaths.coefficients,
  )
  const widthOf = validateModel(program, coefficients)
  const contract = parseContract(readPart(files, partPaths.contract), `${partPaths.contract}#`)
  const verification = readVerification(
    bytesOf(files, partPaths.verification),
    bytesOf(files, partPaths.verificationRows),
  )
  checkCoherence(program, widthOf, contract, verification)
  checkReplay(verification, rowCost(program, coefficients, widthOf))
  const loaded = { digest, manifest, program, coefficients, contract, verification, files }
  const graph = splitGraph(program)
  checkGraphFile(files, graph !== undefined)
  if (graph === undefined) replay(loaded)
  return loaded
}

function sorted(files: PackageFiles): PackageFiles {
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function checkGraphFile(files: PackageFiles, isWanted: boolean): void {
  if (files.has(graphPath) === isWanted) return
  if (isWanted) throw corrupt(graphPath, 'nothing', 'the graph that the program asks for')
  throw corrupt(graphPath, 'a graph', 'none, as no step of the program asks for one')
}

/** The manifest check has made sure of every part. */
function bytesOf(files: PackageFiles, path: string): Uint8Array {
  return files.get(path) as Uint8Array
}

function readPart(files: PackageFiles, path: string): unknown {
  return readJsonPart(bytesOf(files, path), path)
}

/** Opening a package must not take long because someone made it so. */
function checkReplay({ kinds }: VerificationRows, cost: number): void {
  const most = Math.floor(limits.replayCost / cost)
  if (kinds.length <= most) return
  const found = `${kinds.length} rows of a model that costs ${cost} for each`
  throw corrupt(`${partPaths.verification}#/kinds`, found, `at most ${most} rows`)
}

function replay(loaded: Package): void {
  const { mismatches, firstMismatch: first } = verifyPackage(loaded)
  if (first === undefined) return
  throw new Refusal({
    code: 'verification-failed',
    place: `${partPaths.verificationRows}/${first.output}, row ${first.row} (${first.kind}), entry ${first.index}`,
    found: String(first.found),
    expected: String(first.expected),
    hint: `${mismatches} of ${loaded.verification.kinds.length} verification rows differ: this release does not reproduce the model, so it must not answer.`,
  })
}
