import { parseContract } from '../../../contract/contract-json.ts'
import { nestInputs } from '../../../contract/tensor-inputs.ts'
import { rowCost } from '../../../ir/row-cost.ts'
import { type SplitGraph, splitGraph } from '../../../ir/split-graph.ts'
import { validateModel } from '../../../ir/validate.ts'
import { createRestScorer } from '../../../kernels/rest-scorer.ts'
import { createScorer } from '../../../kernels/scorer.ts'
import { packPackage } from '../../../package/archive.ts'
import { buildPackage } from '../../../package/build.ts'
import { loadPackage } from '../../../package/load.ts'
import { Refusal, type RefusalCode } from '../../../refusals.ts'
import { createRowReader } from '../../../rows/row-reader.ts'
import { verifyPackage } from '../../../verification/replay.ts'
import { makeVerificationRows } from '../../../verification/synthesise.ts'
import { detectFormat } from '../../detect.ts'
import { importModel } from '../../import-model.ts'
import type { Imported } from '../../imported.ts'
import { drawGraphRows } from '../../onnx-graph/draw-rows.ts'

/** What became of a file: a model that was put to use, or a refusal. */
export type Verdict =
  | { readonly kind: 'read' }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly place: string }

/** A file was read that cannot be used, or refused without saying where; or the reader broke. */
export class Fault extends Error {}

/** Rows that a model answers, fewer where one costs much. */
const mostRows = 8
const mostWork = 2_000_000
const oneIn = 16
const placePattern =
  /^(line \d+|\/|byte \d+|archive|coefficients|[\w.-]+(\/|#|$)|[\w./-]+\.(json|safetensors))/
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
const unprintable = /[\u0000-\u001f\u007f-\u009f]/

/**
 * Reads a file as a push does, and puts the model to use: it validates, both engines give rows the
 * same bits, and one in 16 is packed and opened again.
 *
 * @throws Fault, or whatever the reader threw that is no Refusal
 */
export async function judge(bytes: Uint8Array, index: number): Promise<Verdict> {
  try {
    await use(await open(bytes), index)
    return { kind: 'read' }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    checkRefusal(error)
    return { kind: 'refused', code: error.code, place: error.place }
  }
}

type Model = Pick<Imported, 'program' | 'coefficients' | 'contract' | 'format' | 'importer'>

async function open(bytes: Uint8Array): Promise<Model> {
  if (detectFormat(bytes) !== 'ratchet-package') return importModel(bytes)
  const { manifest, ...model } = await loadPackage(bytes)
  return { ...model, importer: manifest.importer, format: manifest.source.format }
}

/** From here on nothing may be refused. */
async function use(model: Model, index: number): Promise<void> {
  const { program, coefficients, contract, format, importer } = model
  try {
    parseContract(JSON.parse(JSON.stringify(contract)))
    const graph = splitGraph(program)
    if (graph !== undefined) {
      useGraph(graph, model)
      return
    }
    const cost = rowCost(program, coefficients, validateModel(program, coefficients))
    const count = Math.max(1, Math.min(mostRows, Math.floor(mostWork / cost)))
    const verification = makeVerificationRows(program, coefficients, contract, {
      seed: index,
      count,
    })
    const scorer = createScorer(program, coefficients, contract)
    const { firstMismatch } = verifyPackage(
      { program, coefficients, contract, verification },
      scorer,
    )
    createRowReader(contract).read({}, new Float64Array(scorer.featureCount), 0)
    if (firstMismatch !== undefined) {
      throw new Fault(`the engines differ: ${JSON.stringify(firstMismatch)}`)
    }
    if (index % oneIn !== 0) return
    const built = await buildPackage({ ...model, source: { format }, importer, verification })
    await loadPackage(packPackage(built))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new Fault(`read, then refused in use: ${error.code}: ${error.message}`)
  }
}

/** As far as no engine is needed: rows are read in every form, and its output becomes answers. */
function useGraph(graph: SplitGraph, { coefficients, contract }: Model): void {
  const rest = createRestScorer(graph, coefficients, contract)
  rest.score(new Float64Array(rest.featureCount), 1, rest.allocate(1))
  const reader = createRowReader(contract)
  const into = new Float64Array(reader.featureCount)
  const { rows } = drawGraphRows(contract)
  const single = contract.inputs.map(({ name }, i) => [name, rows[i]] as const)
  const nested = nestInputs(
    contract,
    contract.inputs.map((_, i) => rows[i]),
  )
  for (const row of [[], single, nested, nested.slice(1)]) {
    reader.read(Object.fromEntries(row), into, 0)
  }
}

function checkRefusal({ code, place, found, expected }: Refusal): void {
  const isPlain = [place, found, expected].every((text) => text !== '' && !unprintable.test(text))
  if (isPlain && placePattern.test(place) && place.length <= 400 && found.length <= 200) return
  throw new Fault(
    `a refusal that says too little: ${JSON.stringify({ code, place, found, expected })}`,
  )
}
