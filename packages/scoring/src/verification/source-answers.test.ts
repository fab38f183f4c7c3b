import { expect, test } from 'vitest'
import { buildPackage, withVerification } from '../package/build.ts'
import { loadPackage } from '../package/load.ts'
import { aLinearModel, aTreeModel } from '../package/testing/models.ts'
import type { Package } from '../package/types.ts'
import type { RowFormat } from '../rows/sniff.ts'
import { verifyPackage } from './replay.ts'
import { writeVerificationRows } from './row-writer.ts'
import { SourceAnswers } from './source-answers.ts'

const trees = await buildPackage(aTreeModel())
const linear = await buildPackage(aLinearModel())
const encode = (text: string) => new TextEncoder().encode(text)

function take(pkg: Package, text: string, format: RowFormat = 'ndjson') {
  const answers = new SourceAnswers(pkg, format)
  answers.push(encode(text))
  return { ...answers.end(), compared: answers.compared }
}

/** The lines that were written out, with members added to each. */
function answered(pkg: Package, change: (line: Record<string, unknown>, i: number) => object) {
  const { text } = writeVerificationRows(pkg.contract, pkg.verification, 'ndjson')
  const lines = text.trimEnd().split('\n')
  // Minus zero is written as it came: JSON.stringify would lose its sign.
  const added = (line: string, i: number) => JSON.stringify(change(JSON.parse(line), i)).slice(1)
  return lines.map((line, i) => `${line.slice(0, -1)},${added(line, i)}\n`).join('')
}

/** 1.5 x - 2 y + 0.25 with 3 for a missing y, 0 for a missing x. */
function linearMargin({ inputs }: { inputs?: unknown }): number {
  const { x, y } = inputs as { x: unknown; y: unknown }
  return 0.25 + 1.5 * Number(x ?? 0) - 2 * Number(y ?? 3)
}

const margins = (x: number) => (Number.isFinite(x) ? x : String(x))

test('answers of the source to rows that were written out become part of the package', async () => {
  const text = answered(linear, (line) => ({ raw: margins(linearMargin(line)) }))
  const { verification, compared, kept } = take(linear, text)
  expect(kept).toBe(compared)
  expect(new Set(verification.expected)).toEqual(new Set(['source']))
  expect(verification.kinds).toEqual(linear.verification.kinds)
  const made = await withVerification(linear, verification)
  expect(verifyPackage(await loadPackage(made.files))).toMatchObject({ mismatches: 0 })
  expect(made.digest).not.toBe(linear.digest)
})

test('without a link the value of outputs is the margin, and CSV says the same as NDJSON', () => {
  const values = answered(linear, (line) => ({
    outputs: { value: margins(linearMargin(line)) },
  }))
  const fromJson = take(linear, values)
  const csv = writeVerificationRows(linear.contract, linear.verification, 'csv').text
  const [header, ...rows] = csv.trimEnd().split('\n')
  const cells = values
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).outputs.value)
  const text = [`${header},raw`, ...rows.map((row, i) => `${row},${cells[i]}`)].join('\n')
  expect(take(linear, text, 'csv')).toEqual(fromJson)
})

test('rows that Ratchet did not make are compared, and none of them is kept', () => {
  const own = { x: 12.25, y: 7.75 }
  const text = `${JSON.stringify({ inputs: own, raw: linearMargin({ inputs: own }) })}\n`
  const { verification, compared, kept } = take(linear, text)
  expect({ compared, kept }).toEqual({ compared: 1, kept: 0 })
  expect(verification).toEqual(linear.verification)
})

test('a code of no level goes out as an unknown level, and comes back as a row of its own', () => {
  const hasCode = (row: number) => {
    const code = trees.verification.rows[row * 3 + 1] as number
    return !Number.isNaN(code) && ![0, 1, 2].includes(code)
  }
  const others = trees.verification.kinds.flatMap((_, row) => (hasCode(row) ? [row] : []))
  expect(others.length).toBeGreaterThan(0)
  const own = (line: Record<string, unknown>) => ({ raw: treeMargin(line) })
  const { verification } = take(trees, answered(trees, own))
  for (const row of others) expect(verification.expected[row]).toBe('reference')
  expect(verification.kinds.length).toBeGreaterThan(trees.verification.kinds.length)
  expect(verification.expected.at(-1)).toBe('source')
  expect(verification.kinds.at(-1)).toBe('unseen')
})

test('answers after the link come for all rows or for none, one class for two will do', async () => {
  const p = (margin: number) => 1 / (1 + Math.exp(-margin))
  const withBoth = answered(trees, (line) => {
    const raw = treeMargin(line)
    return { raw, outputs: { probability: p(raw) } }
  })
  const both = take(trees, withBoth)
  expect(both.verification.linkedExpected).toBeUndefined()
  expect(verifyPackage(await withVerification(trees, both.verification)).mismatches).toBe(0)
  const marginsOnly = take(
    trees,
    answered(trees, (line) => ({ raw: treeMargin(line) })),
  )
  expect(marginsOnly.verification.linkedExpected).toBe('reference')
  const reopened = await loadPackage(
    (await withVerification(trees, marginsOnly.verification)).files,
  )
  expect(reopened.verification).toEqual(marginsOnly.verification)
  const some = answered(trees, (line, i) => {
    const raw = treeMargin(line)
    return { raw, ...(i === 3 && { outputs: { probability: p(raw) } }) }
  })
  expect(() => take(trees, some)).toThrow('them in all rows, or in none')
})

test.each<[string, string, string, string]>([
  [
    'another margin',
    '{"inputs":{"x":1,"y":1},"raw":-0.25}\n{"inputs":{"x":1,"y":1},"raw":-0.25000000000000006}',
    'verification-failed',
    'line 2, raw: found -0.25, expected -0.25000000000000006, as the source library says: 1 units',
  ],
  ['no margins', '{"inputs":{"x":1,"y":1}}', 'row-type', 'the margins, before the link'],
  ['two margins', '{"inputs":{"x":1,"y":1},"raw":[1,2]}', 'row-type', 'expected a number'],
  ['a bare row', '{"x":1,"y":1,"raw":1}', 'row-field-missing', 'no member inputs'],
  ['a bad row', '{"inputs":{"x":"one","y":1},"raw":1}', 'row-type', 'line 1: found /x: found text'],
  ['no JSON', '{"inputs":{"x":NaN}}', 'row-unreadable', 'line 1'],
])('%s is refused with its line', (_, text, code, message) => {
  const act = () => take(linear, text)
  expect(act).toThrow(message)
  expect(act).toThrow(expect.objectContaining({ code }))
})

test('CSV whose feature has the name of an answer is refused', () => {
  const [x, y] = linear.contract.inputs
  const inputs = [{ ...x, name: 'raw' }, y] as Package['contract']['inputs']
  const pkg = { ...linear, contract: { ...linear.contract, inputs } }
  expect(() => new SourceAnswers(pkg, 'csv')).toThrow('also the name of an answer')
})

/** distance <= 500.5 (missing left) with hour <= 11, and origin in {ABQ, LAX}. */
function treeMargin({ inputs }: { inputs?: unknown }): number {
  const { distance, origin, hour } = inputs as Record<string, unknown>
  const isNear = distance === null || Number(distance) <= 500.5
  const first = isNear ? (hour !== null && Number(hour) <= 11 ? -0.5 : 0.1) : 0.7
  return first + (origin === 'ABQ' || origin === 'LAX' ? 0.2 : -0.3)
}
