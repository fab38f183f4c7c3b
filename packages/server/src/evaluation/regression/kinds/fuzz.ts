import type { TestFailure, TestRow } from '@ratchet-ml/protocol'
import type { Contract, Field, RowFault } from '@ratchet-ml/scoring'
import { refusalCodes } from '@ratchet-ml/scoring'
import type { Random } from '@ratchet-ml/stats'
import { type CaseAnswers, prepareRows } from '../case-rows.ts'
import type { CaseWorld, PrepareCase } from '../types.ts'

/** What nobody should send, and somebody does. */
const oddValues: readonly unknown[] = [
  ...[null, undefined, '', 'NaN', 'Infinity', '-Infinity', Number.NaN, Number.POSITIVE_INFINITY],
  ...[-0, 0, 1e308, -1e308, 5e-324, 2 ** 53, 2 ** 53 + 2, -1, 0.1, 1.5, 1n << 70n, true, false],
  ...['x'.repeat(5000), '\u0000', '\ud800', '2001-01-31T05:30:00Z', '2001-13-01', 'unseen level'],
  ...[[], [1, 2], {}, { a: 1 }],
]
/** What is no row at all. */
const oddRows: readonly unknown[] = [null, undefined, 5, 'row', [], [[]], true, new Date(0)]

/**
 * Rows drawn from the contract with some values exchanged for odd ones. A row that is accepted must
 * be answered within the contract's outputs; one that is refused, with a code.
 */
export const prepareFuzz: PrepareCase = (found, world) => {
  const { fuzz } = found.said
  if (fuzz === undefined) throw new TypeError('no fuzz')
  const random = world.randomOf(found.said.name)
  const line = found.lineOf('fuzz')
  const crashes: TestFailure[] = []
  const accepted: { readonly row: TestRow; readonly line: number }[] = []
  let refused = 0
  const room = new Float64Array(world.featureCount)
  for (let i = 0; i < fuzz.rows; i++) {
    const row = oddRow(i, random, world)
    const read = attempt(() => world.encode(row, room, 0))
    if (read.kind === 'crashed') {
      crashes.push({ line, found: `${read.says}, of ${shown(row)}`, expected: 'a code' })
    } else if (read.fault === undefined) {
      accepted.push({ row: row as TestRow, line }) // whatever the contract accepts
    } else {
      refused += 1
      if (!refusalCodes.some((code) => code === read.fault?.code)) {
        crashes.push({ line, found: read.fault.code, expected: 'a code of the catalogue' })
      }
    }
  }
  return prepareRows(world, accepted, (answers) => {
    for (const crash of crashes) answers.check(false, () => crash)
    answers.pass(refused)
    for (const [i, { row }] of accepted.entries()) {
      if (answers.isAnswered(i)) checkOutputs(answers, i, row, world)
    }
  })
}

type Read = { kind: 'read'; fault: RowFault | undefined } | { kind: 'crashed'; says: string }

function attempt(read: () => RowFault | undefined): Read {
  try {
    return { kind: 'read', fault: read() }
  } catch (thrown) {
    return { kind: 'crashed', says: thrown instanceof Error ? thrown.message : String(thrown) }
  }
}

function oddRow(i: number, random: Random, { contract, draw }: CaseWorld): unknown {
  const turn = i % 8
  if (turn === 7 && i < 8 * oddRows.length) return oddRows[(i - 7) / 8]
  const row: Record<string, unknown> = { ...draw(random) }
  if (turn < 3) return row
  const field = contract.inputs[random.nextBelow(contract.inputs.length)] as Field
  if (turn === 3) delete row[field.name]
  else if (turn === 4) row[`${field.name}${random.nextBelow(3)}`] = 1
  else row[field.name] = oddValues[random.nextBelow(oddValues.length)]
  return row
}

function checkOutputs(answers: CaseAnswers, i: number, row: TestRow, world: CaseWorld): void {
  for (const column of world.outputs.values()) {
    const found = column.at(answers.scored, i)
    const expected = boundsOf(column.name, world.contract)
    answers.check(expected.holds(found), () => ({
      line: answers.lineOf(i),
      output: column.name,
      found: `${found}, of ${shown(row)}`,
      expected: expected.says,
    }))
  }
}

function boundsOf(name: string, { classes, outputs }: Contract) {
  if (name.startsWith('probability')) {
    const holds = (x: number | string) => typeof x === 'number' && x >= 0 && x <= 1
    return { says: '0 to 1', holds }
  }
  if (name === 'label') {
    const count = outputs.find((output) => output.name === 'probability')?.width ?? 2
    const holds = (x: number | string) =>
      classes?.includes(x) ?? (typeof x === 'number' && x >= 0 && x < count)
    return { says: 'one of the classes', holds }
  }
  return { says: 'a number', holds: (x: number | string) => !Number.isNaN(x) }
}

function shown(row: unknown): string {
  const isPlain = (value: unknown) =>
    typeof value === 'number' ? Number.isFinite(value) : typeof value !== 'bigint'
  const plain = (_: string, value: unknown) => (isPlain(value) ? value : String(value))
  const text = JSON.stringify(row, plain) ?? String(row)
  return text.length > 200 ? `${text.slice(0, 197)}...` : text
}
