import type { OnnxGraph, OnnxNode } from '../onnx/types.ts'
import { passingOps } from './choose-output.ts'

/** What leaves numbers as they are, or only rounds or repeats them. */
const passing = new Set([...passingOps, 'Expand'])

/**
 * Of how many rows the tables are from which an input chooses (embeddings): the numbers from 0 on that the
 * graph answers. A library throws at any other, or takes negative ones from the end of the table, which what
 * trained the model does not.
 *
 * @returns undefined for an input that chooses from no table whose size stands in the file
 */
export function vocabularyOf(
  { nodes, initializers }: OnnxGraph,
  input: string,
): number | undefined {
  const same = new Set([input])
  let least: number | undefined
  for (const node of nodes) {
    const [first = '', second = ''] = node.inputs
    if (node.domain !== '') continue
    if (passing.has(node.op) && same.has(first)) {
      for (const output of node.outputs) same.add(output)
    } else if (node.op === 'Gather' && same.has(second) && axisOf(node) === 0) {
      const rows = initializers.get(first)?.dims[0]
      if (rows !== undefined && rows > 0) least = Math.min(least ?? rows, rows)
    }
  }
  return least
}

function axisOf({ attributes }: OnnxNode): number | undefined {
  const axis = attributes.get('axis')
  if (axis === undefined) return 0
  return axis.kind === 'int' ? axis.value : undefined
}
