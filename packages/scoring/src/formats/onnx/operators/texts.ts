import type { NodeReader } from '../lower/node-reader.ts'
import type { Operators } from '../lower/operator.ts'
import type { ColumnsValue, TextsValue } from '../lower/value.ts'
import { readSeparators, readTokenPattern } from '../text/token-rules.ts'

/** Texts of a column in small letters, and cut into tokens, which only n-grams read. */
export const textOperators: Operators = {
  StringNormalizer: (node) => {
    const x = textOf(node)
    if (node.texts('stopwords').length > 0)
      throw node.refuse('texts that are left out', 'all texts')
    const change = node.choice('case_change_action', 'NONE', ['NONE', 'LOWER', 'UPPER'])
    if (change === 'UPPER')
      throw node.refuse('capital letters', 'small letters, or texts as they are')
    node.output(0, { ...x, isLower: x.isLower || change === 'LOWER' })
  },
  'com.microsoft:Tokenizer': (node) => {
    const x = textOf(node)
    if (node.int('mark') !== 0) throw node.refuse('marks before and after a text', 'mark 0')
    const least = node.int('mincharnum')
    const [pattern, separators] = [node.text('tokenexp', ''), node.texts('separators')]
    const rules =
      pattern === '' ? readSeparators(separators, least) : readTokenPattern(pattern, least)
    if (rules === undefined) {
      const found =
        pattern === '' ? `the separators ${separators.join(' ')}` : `the tokens ${pattern}`
      throw node.refuse(found, 'runs of one set of characters, or each of them')
    }
    node.output(0, { ...x, kind: 'tokens', rules, padding: node.text('pad_value', '') })
  },
}

/** One text of each row, straight from an input. */
function textOf(node: NodeReader): TextsValue {
  const value = node.input(0)
  if (value.kind === 'texts') return value
  const x = node.columns(0)
  const column = isOneText(x) ? x.levels?.[0] : undefined
  if (column?.cell === undefined)
    throw node.refuse('texts that are not one column of an input', 'one')
  column.isText = true
  return { kind: 'texts', column, isLower: false }
}

function isOneText({ element, shape }: ColumnsValue): boolean {
  return element === 'string' && shape.every((length) => length === 1)
}
