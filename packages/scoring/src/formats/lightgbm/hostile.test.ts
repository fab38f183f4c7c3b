import { expect, test } from 'vitest'
import { Refusal } from '../../refusals.ts'
import { modelsOf, readCase } from '../testing/conformance/cases.ts'
import { readOrRefusal } from '../testing/read-or-refusal.ts'

const names = [
  'multiclass',
  'categories-onehot',
  'linear',
  'pandas-ordered',
  'rf-binary',
  'constant',
]
const texts = names.map((name) =>
  Buffer.from(readCase(modelsOf('lightgbm'), name).model).toString('latin1'),
)
const [model = ''] = texts

function refusalOf(text: string): string {
  const result = readOrRefusal(Buffer.from(text, 'latin1'))
  if (result === 'read') throw new Error('the damaged model was read')
  return `${result.code}: ${result.message}`
}

/** The model with one line of its first tree replaced. */
function withLine(key: string, value: string, text = model): string {
  const changed = text.replace(new RegExp(`^${key}=.*$`, 'm'), () => `${key}=${value}`)
  return changed.replace(/^tree_sizes=.*\n/m, '')
}

test('a model cut off anywhere before the end of its trees is refused, naming the line', () => {
  for (const text of texts) {
    const end = text.indexOf('end of trees') + 'end of trees'.length
    for (let length = 0; length < end; length += 61) {
      const result = readOrRefusal(Buffer.from(text.slice(0, length), 'latin1'))
      expect(result, `cut at ${length}`).toBeInstanceOf(Refusal)
      if (length > 5) expect((result as Refusal).place).toMatch(/^line \d+/)
    }
  }
})

test('a model cut off after its trees is refused or read, and never crashes', () => {
  const [, , , text = ''] = texts
  for (let length = text.indexOf('end of trees'); length < text.length; length += 97) {
    expect(['read', 'refused']).toContain(
      readOrRefusal(Buffer.from(text.slice(0, length), 'latin1')) === 'read' ? 'read' : 'refused',
    )
  }
})

test('a file that ends within its parameters or its levels is called truncated', () => {
  const [, , , text = ''] = texts
  for (const end of ['[boosting: gbdt]', '\npandas_ca', '\npandas_categorical:[["a'])
    expect(refusalOf(text.slice(0, text.indexOf(end) + end.length))).toMatch(
      /^model-truncated: line/,
    )
})

test('a file that ends without the line `end of trees` is called truncated', () => {
  const end = model.indexOf('end of trees')
  for (const length of [end, end + 5])
    expect(refusalOf(model.slice(0, length))).toMatch(/^model-truncated: line/)
})

test('a file that ends inside a tree is called truncated', () => {
  expect(refusalOf(model.slice(0, model.indexOf('leaf_value=') + 20))).toMatch(
    /^model-truncated: line/,
  )
})

test.each([
  ['a child that leads back', 'left_child', '0 2 3 4 5 6 -1', 'comes back to node'],
  ['a child beyond the nodes', 'left_child', '1 2 3 4 5 6 7', 'from -8 to 6'],
  ['a leaf beyond the leaves', 'right_child', '-9 -3 -4 -5 -6 -7 -8', 'from -8 to 6'],
  ['a feature beyond the features', 'split_feature', '0 1 2 3 4 5 0', 'from 0 to 4'],
  ['too few thresholds', 'threshold', '1 2', 'found 2 entries, expected 7'],
  ['a threshold that is no number', 'threshold', '1 2 3 4 5 6 0x10', 'found 0x10'],
  ['a leaf value that is NaN', 'leaf_value', '1 2 3 4 5 6 7 nan', 'found nan'],
  ['a huge count of leaves', 'num_leaves', '99999999999', 'found 99999999999'],
  ['a missing type that does not exist', 'decision_type', '12 2 2 2 2 2 2', 'missing type'],
  ['a category without a set', 'decision_type', '1 2 2 2 2 2 2', '(threshold): found'],
])('%s is refused with the line and the values', (_, key, value, expected) => {
  const message = refusalOf(withLine(key, value))
  expect(message).toMatch(/^model-corrupt: line \d+ \(\w+\): found/)
  expect(message).toContain(expected)
})

test.each([
  [withLine('version', 'v9'), 'model-unsupported: line 2 (version): found v9'],
  [withLine('objective', 'mystery x:1'), 'found mystery'],
  [withLine('objective', 'binary sigmoid:0'), 'found sigmoid 0'],
  [withLine('feature_names', 'a a b c d'), 'found a twice'],
  [withLine('max_feature_idx', '7'), 'expected 8, as max_feature_idx says'],
  [model.replace('tree_sizes=', 'tree_sizes=1'), 'tree 1 at byte'],
  [model.replaceAll('\n', '\r\n').replace('tree_sizes=', 'tree_sizes=1'), 'tree 1 at byte'],
  [withLine('num_tree_per_iteration', '2'), 'num_tree_per_iteration=2'],
])('what the header contradicts is refused (%#)', (text, expected) => {
  expect(refusalOf(text)).toContain(expected)
})
