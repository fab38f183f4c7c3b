import type { ProblemCode } from '@ratchet-ml/protocol'
import {
  createRestScorer,
  featuresOf,
  type Package,
  Refusal,
  type Scored,
  type SplitGraph,
} from '@ratchet-ml/scoring'
import { Problem, problemOfRefusal } from '../../../../platform/problem.ts'
import { findUnanswered, isUnanswered } from '../../../find-unanswered.ts'
import { loadNamed, type PackageRecipe } from './load-named.ts'
import type { PredictorWorld, RowBlock } from './types.ts'

/** Answers the encoded rows of a block into `scored`: at once, or once what it gives resolves. */
export interface Scoring {
  readonly scored: Scored
  score(rows: Float64Array, block: RowBlock): Promise<void> | undefined
}

/** Has the engine of a graph answer. What goes wrong is told with the name of who answers. */
export function graphScoring(
  recipe: PackageRecipe,
  { coefficients, contract }: Package,
  graph: SplitGraph,
  { engines, capacity }: PredictorWorld,
): Scoring {
  const { digest, name } = recipe
  const scored = createRestScorer(graph, coefficients, contract).allocate(capacity)
  const width = featuresOf(contract).length
  // The bytes are read anew for the start, as nobody else needs them.
  const source = { digest, files: async () => (await loadNamed(recipe)).files }
  const ask: Ask = (rows, count) => engines.answer(source, rows, count, scored)
  return {
    scored,
    async score(rows, block) {
      const own = rows.subarray(0, block.count * width)
      try {
        await ask(own, block.count)
      } catch (error) {
        throw named(isUnanswered(error) ? await withRow(error, ask, own, block) : error, name)
      }
    },
  }
}

type Ask = (rows: Float64Array, count: number) => Promise<void>

async function withRow(
  problem: Problem,
  ask: Ask,
  rows: Float64Array,
  { rows: places, count, firstRow }: RowBlock,
): Promise<Problem> {
  const first = await findUnanswered((row) => ask(row, 1), rows, count)
  if (first === undefined) return problem
  const number = firstRow + (places[first.index] ?? 0) + 1
  return retold(first.problem, `Row ${number}`)
}

const codesOfEngines: ReadonlySet<ProblemCode> = new Set(['engine-failed', 'row-unanswered'])

function named(error: unknown, name: string): unknown {
  if (error instanceof Refusal) return problemOfRefusal(error, name)
  const isOfEngine = error instanceof Problem && codesOfEngines.has(error.code)
  return isOfEngine ? retold(error, name) : error
}

function retold(problem: Problem, of: string): Problem {
  const { code, message, hint } = problem
  const more = hint === undefined ? {} : { hint }
  return new Problem(code, `${of}: ${message}`, { ...more, cause: problem })
}
