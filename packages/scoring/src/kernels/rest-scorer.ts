import type { Contract, Field } from '../contract/types.ts'
import { numbersOf } from '../ir/graph-step.ts'
import type { SplitGraph } from '../ir/split-graph.ts'
import type { Coefficients } from '../ir/types.ts'
import type { Scorer } from '../scorer-types.ts'
import { createScorer } from './scorer.ts'

/**
 * Makes ready what comes after a graph: rows of the scorer are the numbers of the graph's output.
 *
 * @throws Refusal `package-corrupt` when program, coefficients and contract contradict each other
 */
export function createRestScorer(
  { step, rest }: SplitGraph,
  coefficients: Coefficients,
  contract: Contract,
): Scorer {
  const { tensors: _, ...plain } = contract
  const inputs = Array.from({ length: numbersOf(step.output) }, (__, i): Field => {
    return { name: String(i), role: 'feature', type: 'number', missing: 'accept' }
  })
  return createScorer(rest, coefficients, { ...plain, inputs })
}
