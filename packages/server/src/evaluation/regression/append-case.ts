import type { TestCase } from '@ratchet-ml/protocol'
import { type Document, isMap, isScalar, isSeq, parseDocument, type Scalar, stringify } from 'yaml'
import { parseTestFile } from './parse-test-file.ts'

const emptyFile =
  '# Regression cases: docs/guides/test-a-model.md tells how they are written.\nratchetTests: 1\n\ncases:\n'

/**
 * The text of a file of cases with one more at its end; comments and layout of the others stay as they
 * are.
 *
 * @param text absent for a file that is yet to be written
 * @throws Problem `test-file-invalid` when the file, or the case, is not valid
 */
export function appendCase(text: string | undefined, file: string, added: TestCase): string {
  if (text === undefined) return checked(`${emptyFile}${caseText(added, 2)}`, file, 1)
  const { cases } = parseTestFile(text, file)
  const document = parseDocument(text)
  const indent = indentOfLast(document, text)
  const written =
    indent === undefined
      ? rewritten(document, added)
      : `${text.replace(/\s*$/, '\n')}\n${caseText(added, indent)}`
  return checked(written, file, cases.length + 1)
}

/** What is written must be read again as it was meant. */
function checked(text: string, file: string, count: number): string {
  const { cases } = parseTestFile(text, file)
  if (cases.length !== count) throw new Error(`${file} would have ${cases.length} cases`)
  return text
}

/** One entry of the list, its rows one a line. */
function caseText({ golden, table, ...rest }: TestCase, indent: number): string {
  const head = stringify([rest], { lineWidth: 0 }).trimEnd().split('\n')
  const rows = (golden ?? []).map(
    (one) => `    - { row: ${flow(one.row)}, expect: ${flow(one.expect)} }`,
  )
  const lines = [
    ...head,
    ...(rows.length === 0 ? [] : ['  golden:', ...rows]),
    ...(table === undefined ? [] : tableLines(table)),
  ]
  return `${lines.map((line) => `${' '.repeat(indent)}${line}`).join('\n')}\n`
}

function tableLines({ columns, rows }: NonNullable<TestCase['table']>): readonly string[] {
  const lines = rows.map((row) => `      - ${flow(row)}`)
  return ['  table:', `    columns: ${flow(columns)}`, '    rows:', ...lines]
}

function flow(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd()
}

/** Where the dash of the last case stands, if text may be added behind it. */
function indentOfLast(document: Document, text: string): number | undefined {
  const root = document.contents
  if (!isMap(root) || root.flow === true) return undefined
  const last = root.items.at(-1)
  const isLast = isScalar(last?.key) && (last.key as Scalar).value === 'cases'
  const cases = last?.value
  if (!isLast || !isSeq(cases) || cases.flow === true) return undefined
  const first = cases.items[0] as { range?: readonly number[] | null } | undefined
  const start = first?.range?.[0]
  if (start === undefined) return undefined
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start)
  return /^\s*- /.test(line) ? line.indexOf('-') : undefined
}

function rewritten(document: Document, added: TestCase): string {
  const cases = document.get('cases')
  if (isSeq(cases)) cases.flow = false
  document.addIn(['cases'], document.createNode(added))
  return document.toString({ lineWidth: 0 })
}
