import {
  answeredRows,
  answersOf,
  buildPackage,
  type DrawnRows,
  drawGraphRows,
  type ImportedGraph,
  importGraph,
  importModel,
  type Note,
  type Package,
  Refusal,
  roomFrom,
  sha256,
  withVerification,
} from '@ratchet-ml/scoring'
import type { GraphEngine, StartEngine } from '../platform/graph-engine.ts'
import type { SourceOptions } from './source-options.ts'

/** A package of an ONNX file, and what the file could not say. */
interface Packed {
  readonly package: Package
  readonly notes: readonly Note[]
}

/**
 * Packs an ONNX file: in our own steps where these say all that it does, else as a graph for an engine,
 * which is started to answer the verification rows.
 *
 * @throws Refusal of the file, or Problem `engine-absent` or `engine-failed`
 */
export async function packOnnx(
  bytes: Uint8Array,
  options: SourceOptions,
  start: StartEngine,
): Promise<Packed> {
  const source = { format: 'onnx', sha256: await sha256(bytes) }
  const native = importNatively(bytes, options)
  if (native.kind === 'imported') {
    const { notes, ...model } = native.imported
    return { package: await buildPackage({ ...model, source }), notes }
  }
  const { notes, ...graph } = importGraph(bytes, options.graph)
  const made = await packGraph({ ...graph, source }, start)
  return { package: made, notes: [...native.notes, ...notes] }
}

type Native =
  | { readonly kind: 'imported'; readonly imported: ReturnType<typeof importModel> }
  | { readonly kind: 'opaque'; readonly notes: readonly Note[] }

/** Shapes, and one output of several, are of the graph as an engine runs it. */
function importNatively(bytes: Uint8Array, { opaque, ...options }: SourceOptions): Native {
  if (options.bestIteration !== true) {
    if (opaque === true) return { kind: 'opaque', notes: [] }
    const said = (['shape', 'answer'] as const).find((key) => options.graph?.[key] !== undefined)
    if (said !== undefined) {
      return answeredByEngine(`--${said} speaks of its tensors as an engine has them`)
    }
  }
  try {
    return { kind: 'imported', imported: importModel(bytes, options) }
  } catch (refusal) {
    const isBeyondUs = refusal instanceof Refusal && refusal.code === 'model-unsupported'
    // No ONNX file has a best iteration, whoever answers it.
    if (options.bestIteration === true || !isBeyondUs) throw refusal
    return answeredByEngine(`our own steps do not say ${refusal.found} (${refusal.place})`)
  }
}

function answeredByEngine(because: string): Native {
  const text = `An engine answers the graph, as ${because}.`
  return { kind: 'opaque', notes: [{ code: 'answered-by-engine', features: [], text }] }
}

type Ingredients = Omit<ImportedGraph, 'notes'> & {
  readonly source: Package['manifest']['source']
}

async function packGraph(graph: Ingredients, start: StartEngine): Promise<Package> {
  const drawn = drawGraphRows(graph.contract)
  const none = { ...drawn, rows: new Float64Array(), kinds: [], expected: [] }
  const rawWidth = 0
  const draft = await buildPackage({
    ...graph,
    verification: { ...none, rawWidth, raw: new Float64Array() },
  })
  return withEngineAnswers(draft, drawn, start)
}

/** The package with these rows and what the engine answers to them. */
export async function withEngineAnswers(
  draft: Package,
  drawn: DrawnRows,
  start: StartEngine,
): Promise<Package> {
  const engine = await start(draft.files)
  try {
    const rows = await answerInTime(engine, draft, drawn)
    return await withVerification(draft, rows)
  } finally {
    engine.close()
  }
}

/** A slow graph answers fewer rows, as every load asks for them again. */
const mostReplayMs = 4000
const leastRows = 2

async function answerInTime(engine: GraphEngine, { program }: Package, drawn: DrawnRows) {
  const { featureCount, kinds } = drawn
  const all = engine.allocate(kinds.length)
  const begun = performance.now()
  let count = 0
  while (count < kinds.length && (count < leastRows || performance.now() - begun < mostReplayMs)) {
    const row = drawn.rows.subarray(count * featureCount)
    await engine.answer(row, 1, roomFrom(all, count), 'alone')
    count++
  }
  const rows = drawn.rows.slice(0, count * featureCount)
  const asked = { featureCount, rows, kinds: kinds.slice(0, count) }
  return answeredRows(program, asked, answersOf(all, count), engine.runtime)
}
