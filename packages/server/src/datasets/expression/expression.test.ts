import fc from 'fast-check'
import { expect, test } from 'vitest'
import { zoneOf } from '../../platform/zone.ts'
import { type Cell, cellsOf } from '../testing/collect.ts'
import type { Column, ColumnBatch, ColumnKind } from '../types.ts'
import { missingBoolean } from '../types.ts'
import { kindOf } from './check.ts'
import { compileExpression } from './compile.ts'
import { parseExpression } from './parse.ts'

const kinds: ReadonlyMap<string, ColumnKind> = new Map<string, ColumnKind>([
  ['a', 'number'],
  ['b', 'number'],
  ['t', 'timestamp'],
  ['s', 'text'],
  ['r', 'text'],
  ['p', 'boolean'],
  ['my column', 'number'],
])

type Row = Readonly<Record<string, Cell>>

function aBatch(rows: readonly Row[]): ColumnBatch {
  const columns = [...kinds].map(([name, kind]) => [name, aColumn(kind, rows, name)] as const)
  return { count: rows.length, columns: new Map(columns) }
}

function aColumn(kind: ColumnKind, rows: readonly Row[], name: string): Column {
  const cells = rows.map((row) => row[name] ?? null)
  if (kind === 'text') {
    const texts = [...new Set(cells.filter((cell) => typeof cell === 'string'))]
    const codes = Int32Array.from(cells, (cell) => texts.indexOf(String(cell)))
    return { kind, codes, levels: { texts } }
  }
  if (kind === 'boolean') {
    const values = cells.map((cell) => (cell === null ? missingBoolean : Number(cell)))
    return { kind, values: Uint8Array.from(values) }
  }
  return { kind, values: Float64Array.from(cells, (cell) => (cell === null ? NaN : Number(cell))) }
}

function evaluate(source: string, row: Row, zone = 'UTC'): Cell {
  const compiled = compileExpression(parseExpression(source), kinds, source, zoneOf(zone))
  return cellsOf(compiled(aBatch([row])))[0] ?? null
}

const at = (text: string) => Date.parse(text) * 1000

test.each<[string, Cell]>([
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['-2 - -3', 1],
  ['7 % 4 / 2', 1.5],
  ['-7 % 4', -3],
  ['1e3 + .5', 1000.5],
  ['a > 15', true],
  ['a > 15 and b == 1 or p', false],
  ['not (a < 15) and not p', true],
  ["s == 'LAX'", true],
  ['s != "LA""X"', true],
  ['s == r', false],
  ['`my column` * 2', 8],
  ['is_missing(b) or is_missing(a)', false],
  ['min(a, b, 3)', 2],
  ['max(a, b, 3)', 20],
  ['abs(b - a) + floor(2.7)', 20],
  ['if(a > 15, a * 2, 0)', 40],
  ['if(p, a, if(b == 2, 7, 8))', 7],
  ["if(a > b, s, r) == 'LAX'", true],
  ["if(a < b, s, 'x')", 'x'],
  ['if(not p, a > b, p)', true],
])('%s is %s', (source, expected) => {
  const row = { a: 20, b: 2, s: 'LAX', r: 'ABQ', p: false, 'my column': 4 }
  expect(evaluate(source, row)).toBe(expected)
})

test('parts of times are those of the zone', () => {
  const t = at('2001-01-01T03:04:05Z')
  const parts = (zone: string) =>
    ['year(t)', 'month(t)', 'day(t)', 'weekday(t)', 'hour(t)', 'minute(t)'].map((source) =>
      evaluate(source, { t }, zone),
    )
  expect(parts('UTC')).toEqual([2001, 1, 1, 0, 3, 4])
  expect(parts('America/New_York')).toEqual([2000, 12, 31, 6, 22, 4])
  expect(parts('Asia/Kolkata')).toEqual([2001, 1, 1, 0, 8, 34])
})

test('what is missing stays missing, unless the other side decides', () => {
  expect(evaluate('a > 15', {})).toBeNull()
  expect(evaluate('a > 15 and 1 > 2', {})).toBe(false)
  expect(evaluate('a > 15 or 1 < 2', {})).toBe(true)
  expect(evaluate('a > 15 or 1 > 2', {})).toBeNull()
  expect(evaluate("s != 'x'", {})).toBeNull()
  expect(evaluate('min(a, 1)', {})).toBeNull()
  expect(evaluate('hour(t)', {})).toBeNull()
  expect(evaluate('is_missing(t)', {})).toBe(true)
  expect(evaluate('if(a > 15, 1, 0)', {})).toBeNull()
  expect(evaluate('if(is_missing(a), 0, a)', {})).toBe(0)
  expect(evaluate('if(1 > 2, 0, a)', {})).toBeNull()
  expect(evaluate('if(1 > 2, p, p)', {})).toBeNull()
  expect(evaluate('if(1 < 2, s, r)', { r: 'x' })).toBeNull()
  expect(evaluate('is_missing(if(p, t, t))', { p: true, t: 1 })).toBe(false)
})

test.each([
  ['a = 3', 3, 'Equality is written =='],
  ['a +', 4, 'the end'],
  ['hours(t)', 1, 'Did you mean hour()'],
  ['c + 1', 1, 'a column'],
  ['a and b', 1, 'a boolean'],
  ['s + 1', 1, 'a number'],
  ["s < 'x'", 3, '== or !='],
  ["t == '2001-01-01'", 6, 'a timestamp'],
  ['min()', 1, 'with 0 values'],
  ['if(p, a)', 1, 'with 2 values'],
  ['if(a, a, b)', 4, 'a boolean'],
  ['if(p, a, s)', 10, 'a number'],
  ['(a', 3, '")"'],
  ['a b', 3, 'an operator'],
  ['a ^ 2', 3, 'an operator'],
  ['1.2.3', 1, 'a number'],
  ["'open", 1, 'a text'],
  ['constructor(a)', 1, 'one of'],
  ['', 1, 'a number'],
])('%s is refused at character %i', (source, place, words) => {
  const compile = () => compileExpression(parseExpression(source), kinds, source, zoneOf('UTC'))
  expect(compile).toThrow(expect.objectContaining({ code: 'expression-invalid' }))
  expect(compile).toThrow(`at character ${place}:`)
  const thrown = catchError(compile)
  expect(`${thrown.message} ${thrown.hint ?? ''}`).toContain(words)
})

test.each([
  '('.repeat(200),
  '-'.repeat(1000),
  'not '.repeat(400),
  'abs('.repeat(300),
  `1${'+1'.repeat(1000)}`,
])('depth and length are bounded', (source) => {
  expect(() => parseExpression(source)).toThrow(
    expect.objectContaining({ code: 'expression-invalid' }),
  )
})

interface Sample {
  readonly source: string
  readonly of: (row: Row) => Cell
}

const numberLeaf: fc.Arbitrary<Sample> = fc.oneof(
  fc.constantFrom('a', 'b').map((name) => ({ source: name, of: (row: Row) => row[name] ?? null })),
  fc
    .double({ min: 0, max: 1e6, noNaN: true })
    .map((value) => ({ source: `${value}`, of: () => value })),
  fc
    .constantFrom<[string, (date: Date) => number]>(
      ['hour', (date) => date.getUTCHours()],
      ['minute', (date) => date.getUTCMinutes()],
      ['weekday', (date) => (date.getUTCDay() + 6) % 7],
      ['day', (date) => date.getUTCDate()],
      ['month', (date) => date.getUTCMonth() + 1],
      ['year', (date) => date.getUTCFullYear()],
    )
    .map(([name, part]) => ({
      source: `${name}(t)`,
      of: ({ t }: Row) => (typeof t === 'number' ? part(new Date(Math.floor(t / 1000))) : null),
    })),
)

function numberOf(apply: (x: number, y: number) => number, left: Cell, right: Cell): Cell {
  if (typeof left !== 'number' || typeof right !== 'number') return null
  const value = apply(left, right)
  return Number.isNaN(value) ? null : value
}

const samples = fc.letrec<{ number: Sample; boolean: Sample }>((tie) => ({
  number: fc.oneof(
    { depthSize: 'small' },
    numberLeaf,
    fc
      .tuple(
        fc.constantFrom<[string, (x: number, y: number) => number]>(
          ['+', (x, y) => x + y],
          ['-', (x, y) => x - y],
          ['*', (x, y) => x * y],
          ['/', (x, y) => x / y],
          ['%', (x, y) => x % y],
        ),
        tie('number'),
        tie('number'),
      )
      .map(([[operator, apply], left, right]) => ({
        source: `(${left.source} ${operator} ${right.source})`,
        of: (row: Row) => numberOf(apply, left.of(row), right.of(row)),
      })),
    fc.tuple(tie('number'), tie('number')).map(([left, right]) => ({
      source: `max(${left.source}, -${right.source})`,
      of: (row: Row) => numberOf((x, y) => Math.max(x, -y), left.of(row), right.of(row)),
    })),
  ),
  boolean: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('p').map((name) => ({ source: name, of: (row: Row) => row[name] ?? null })),
    fc.tuple(fc.constantFrom('LAX', 'ABQ'), fc.boolean()).map(([text, equal]) => ({
      source: `s ${equal ? '==' : '!='} '${text}'`,
      of: ({ s }: Row) => (s === null ? null : (s === text) === equal),
    })),
    fc.tuple(tie('number'), tie('number')).map(([left, right]) => ({
      source: `${left.source} < ${right.source}`,
      of: (row: Row) => {
        const [x, y] = [left.of(row), right.of(row)]
        return typeof x === 'number' && typeof y === 'number' ? x < y : null
      },
    })),
    fc.tuple(tie('boolean'), tie('boolean')).map(([left, right]) => ({
      source: `(not (${left.source}) and (${right.source}))`,
      of: (row: Row) => {
        const [x, y] = [left.of(row), right.of(row)]
        if (x === true || y === false) return false
        return x === null || y === null ? null : true
      },
    })),
  ),
}))

const anySample = fc.oneof(
  samples.number.map((sample) => ({ ...sample, kind: 'number' })),
  samples.boolean.map((sample) => ({ ...sample, kind: 'boolean' })),
)
const aRow = fc.record({
  a: fc.option(fc.double({ noNaN: true })),
  b: fc.option(fc.integer({ min: -5, max: 5 })),
  t: fc.option(fc.integer({ min: -(2 ** 50), max: 2 ** 51 })),
  s: fc.option(fc.constantFrom('LAX', 'ABQ', 'x')),
  p: fc.option(fc.boolean()),
})

test('columns computed in loops equal rows computed one by one', () => {
  fc.assert(
    fc.property(anySample, fc.array(aRow, { minLength: 1, maxLength: 20 }), (sample, rows) => {
      const { source, of } = sample
      const expression = parseExpression(source)
      expect(kindOf(expression, kinds, source)).toBe(sample.kind)
      const computed = compileExpression(expression, kinds, source, zoneOf('UTC'))(aBatch(rows))
      expect(cellsOf(computed)).toEqual(rows.map(of))
    }),
  )
})

function catchError(run: () => unknown): { message: string; hint?: string } {
  try {
    run()
  } catch (error) {
    return error as { message: string; hint?: string } // a Problem, as checked by its code before
  }
  throw new Error('nothing was thrown')
}
