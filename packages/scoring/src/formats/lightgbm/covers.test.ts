import { expect, test } from 'vitest'
import { importModel } from '../import-model.ts'
import { modelsOf, readCase } from '../testing/conformance/cases.ts'

const text = Buffer.from(readCase(modelsOf('lightgbm'), 'binary').model).toString('latin1')

/** The binary model with its lines changed; without tree_sizes, which would no longer be true. */
function importWith(pattern: RegExp, line: string) {
  const changed = text.replace(/^tree_sizes=.*\n/m, '').replace(pattern, line)
  return importModel(Buffer.from(changed, 'latin1'))
}

test('the rows that training sent to each node and leaf become covers that add up', () => {
  const { program, coefficients } = importModel(Buffer.from(text, 'latin1'))
  const step = program.steps.find(({ op }) => op === 'treeEnsemble@1')
  expect(step).toMatchObject({
    covers: { nodes: 'trees.covers.nodes', leaves: 'trees.covers.leaves' },
  })
  const data = (name: string) => coefficients.get(`trees.${name}`)?.data ?? []
  const coverOf = (child: number) =>
    (child < 0 ? data('covers.leaves')[~child] : data('covers.nodes')[child]) ?? Number.NaN
  for (const [node, left] of data('left').entries()) {
    const right = data('right')[node] ?? Number.NaN
    expect(coverOf(left) + coverOf(right)).toBe(coverOf(node))
  }
})

test('without the counts of one tree there are no covers, and the model is the same', () => {
  const { program, coefficients } = importWith(/^internal_count=.*\n/m, '')
  expect(program.steps[1]).not.toHaveProperty('covers')
  expect([...coefficients.keys()].filter((name) => name.includes('covers'))).toEqual([])
})

test.each([
  [/^leaf_count=\d+/m, 'leaf_count=-1', 'leaf_count'],
  [/^leaf_count=\d+ /m, 'leaf_count=', 'leaf_count'],
  [/^internal_count=\d+/m, 'internal_count=1.5', 'internal_count'],
  [/^internal_count=\d+/m, 'internal_count=99999999999', 'internal_count'],
])('counts that are none are refused with their line (%#)', (pattern, line, name) => {
  expect(() => importWith(pattern, line)).toThrow(
    expect.objectContaining({ code: 'model-corrupt', place: expect.stringContaining(name) }),
  )
})
