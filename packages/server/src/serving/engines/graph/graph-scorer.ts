import {
  createRestScorer,
  graphPath,
  numbersOf,
  type Package,
  type Scored,
  type Scorer,
  type SplitGraph,
} from '@ratchet-ml/scoring'
import { toDoubles, toTensors } from './tensor-codec.ts'
import type { GraphRuntime, GraphSession } from './types.ts'

/** Answers rows by a graph, and by the steps that come after it. */
export class GraphScorer {
  readonly featureCount: number
  readonly #graph: SplitGraph
  readonly #session: GraphSession
  readonly #rest: Scorer

  private constructor(graph: SplitGraph, session: GraphSession, pkg: Package) {
    this.#graph = graph
    this.#session = session
    this.#rest = createRestScorer(graph, pkg.coefficients, pkg.contract)
    this.featureCount = graph.step.inputs.reduce((sum, input) => sum + numbersOf(input), 0)
  }

  /** @throws Error when the library does not take the graph */
  static async open(pkg: Package, graph: SplitGraph, runtime: GraphRuntime): Promise<GraphScorer> {
    // A package with a graph has its file.
    const bytes = pkg.files.get(graphPath) as Uint8Array
    return new GraphScorer(graph, await runtime.open(bytes), pkg)
  }

  allocate(capacity: number): Scored {
    return this.#rest.allocate(capacity)
  }

  /**
   * @param filledTo the graph is given so many rows, the last one again and again: libraries add up
   * otherwise where there are fewer
   * @throws Error when the graph cannot answer these rows
   */
  async score(rows: Float64Array, count: number, into: Scored, filledTo = count): Promise<void> {
    const { inputs, output, rows: mode } = this.#graph.step
    const width = numbersOf(output)
    const given = mode === 'one' ? count : filledTo
    const atOnce = mode === 'one' ? 1 : given
    const all = given > count ? this.#filled(rows, count, given) : rows
    const numbers = new Float64Array(given * width)
    for (let first = 0; first < given; first += atOnce) {
      const block = all.subarray(first * this.featureCount)
      const found = await this.#session.run(toTensors(inputs, block, atOnce), output.name)
      numbers.set(toDoubles(output, found, atOnce), first * width)
    }
    this.#rest.score(numbers, count, into)
  }

  #filled(rows: Float64Array, count: number, filledTo: number): Float64Array {
    const width = this.featureCount
    const all = new Float64Array(filledTo * width)
    all.set(rows.subarray(0, count * width))
    const last = all.slice((count - 1) * width, count * width)
    for (let row = count; row < filledTo; row++) all.set(last, row * width)
    return all
  }
}
