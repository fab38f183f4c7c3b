import { readFileSync } from 'node:fs'
import type { BusinessMetric } from '@ratchet-ml/protocol'
import { createMetricSet, createSlicedMetrics, type PredictionKind } from '@ratchet-ml/stats'
import { expect, test } from 'vitest'
import type { Column, ColumnBatch, ColumnKind } from '../../datasets/types.ts'
import { compileBusinessMetrics } from './compile-business-metrics.ts'
import type { BusinessScope, RowAnswers } from './types.ts'

type Case = {
  readonly columns: Readonly<Record<string, readonly (number | string | boolean | null)[]>>
  readonly weighted: boolean
  readonly metrics: Readonly<Record<string, BusinessMetric>>
  readonly expected: Readonly<Record<string, [number, [number, number] | null]>>
}
const cases: Readonly<Record<string, Case>> = JSON.parse(
  readFileSync(new URL('testing/business-metrics.json', import.meta.url), 'utf8'),
)

test.each(Object.entries(cases))('metrics of %s are those of pandas to 1e-12', (_, given) => {
  const { batch, answers, weights } = rowsOf(given)
  const compiled = compileBusinessMetrics(given.metrics, scopeOf(given))
  const rows = Int32Array.from({ length: batch.count }, (_, row) => row)
  const completed = compiled.answer({ batch, rows, count: rows.length }, answers)
  const set = createMetricSet(compiled.metrics)
  const labels = new Float64Array(rows.length)
  set.add({ labels, predictions: completed, ...(given.weighted && { weights }) })
  const found = set.results()
  for (const [name, [value, ends]] of Object.entries(given.expected)) {
    const estimate = found[name]
    if (estimate?.kind !== 'value') throw new Error(`${name}: ${estimate?.detail}`)
    expectClose(name, estimate.value, value)
    expect(estimate.interval === undefined, name).toBe(ends === null)
    if (ends === null) continue
    expectClose(name, estimate.interval?.low, ends[0])
    expectClose(name, estimate.interval?.high, ends[1])
  }
})

test('rows may be some of a batch, in slices, and give what they give alone', () => {
  const given = cases['300 classes, plain']
  if (given === undefined) throw new Error('no case')
  const { batch, answers } = rowsOf(given)
  const compiled = compileBusinessMetrics(given.metrics, scopeOf(given))
  const all = Int32Array.from({ length: 300 }, (_, row) => row)
  const whole = compiled.answer({ batch, rows: all, count: 300 }, answers)
  const sliced = createSlicedMetrics(compiled.metrics)
  for (const parity of [1, 0]) {
    const rows = all.filter((row) => row % 2 === parity)
    const own = Object.fromEntries(
      Object.entries(answers).map(([kind, values]) => [
        kind,
        values?.filter((_, i) => i % 2 === parity),
      ]),
    )
    const count = rows.length
    const predictions = compiled.answer({ batch, rows, count }, own)
    sliced.add(
      { labels: new Float64Array(count), predictions },
      rows.map((row) => row % 3),
    )
  }
  const together = createMetricSet(compiled.metrics)
  together.add({ labels: new Float64Array(300), predictions: whole })
  expect(sliced.overall()).toStrictEqual(together.results())
  expect(sliced.slices()).toEqual([0, 1, 2])
})

const scope: BusinessScope = {
  columns: new Map<string, ColumnKind>([
    ['price', 'number'],
    ['place', 'text'],
    ['late', 'boolean'],
    ['value', 'number'],
  ]),
  label: 'late',
  task: 'binary',
}

function compile(metric: Omit<BusinessMetric, 'direction'>, name = 'revenue', own = scope) {
  return compileBusinessMetrics({ [name]: { direction: 'higher', ...metric } }, own)
}

test('predictions are asked for only where an expression speaks of them', () => {
  const compiled = compileBusinessMetrics(
    {
      spent: { value: 'price', direction: 'lower' },
      hits: { value: 'predicted and label', per: 'predicted', direction: 'higher' },
      hopes: { value: 'probability * value', direction: 'higher' },
    },
    scope,
  )
  expect(compiled.columns).toEqual(['price', 'late', 'value'])
  expect(compiled.metrics.map(({ needs }) => needs)).toEqual([
    'number:spent',
    'pair:hits',
    'number:hopes',
  ])
  const given = (...kinds: PredictionKind[]) => [...compiled.given(new Set(kinds))]
  expect(given('label')).toEqual(['label', 'number:spent', 'pair:hits'])
  expect(given()).toEqual(['number:spent'])
  const batch: ColumnBatch = {
    count: 2,
    columns: new Map<string, Column>([
      ['price', { kind: 'number', values: Float64Array.of(3, 4) }],
      ['late', { kind: 'boolean', values: Uint8Array.of(1, 0) }],
      ['value', { kind: 'number', values: Float64Array.of(1, 1) }],
    ]),
  }
  const rows = Int32Array.of(0, 1)
  const found = compiled.answer(
    { batch, rows, count: 2 },
    { label: Float64Array.of(1, Number.NaN) },
  )
  expect(found['pair:hits']).toEqual(Float64Array.of(1, 1, 0, Number.NaN))
  expect(found['number:hopes']).toBeUndefined()
  expect(found.label).toEqual(Float64Array.of(1, Number.NaN))
})

test('a missing number leaves the metric undefined, with the reason', () => {
  const { metrics } = compile({ value: 'price' })
  const set = createMetricSet(metrics)
  const number = Float64Array.of(1, Number.NaN)
  set.add({ labels: new Float64Array(2), predictions: { 'number:revenue': number } })
  expect(set.results()['revenue']).toMatchObject({
    kind: 'undefined',
    detail: 'A number is missing; expected a number in every row.',
  })
  const ratio = createMetricSet(compile({ value: 'price', per: 'price' }).metrics)
  const zeros = new Float64Array(4)
  ratio.add({ labels: new Float64Array(2), predictions: { 'pair:revenue': zeros } })
  expect(ratio.results()['revenue']).toMatchObject({ reason: 'zero-divisor' })
})

test.each<[Omit<BusinessMetric, 'direction'>, string, string]>([
  [
    { value: 'prise * 2' },
    'expression-invalid',
    'Metric revenue, value: In "prise * 2", at character 1',
  ],
  [
    { value: 'price', per: 'place' },
    'expression-invalid',
    'Metric revenue, per: "place" is a text',
  ],
  [{ value: 'if(price, 1, 0)' }, 'expression-invalid', 'at character 4: found a number'],
  [{ value: 'price', per: 'price', sum: true }, 'config-invalid', 'both sum and per'],
])('%o is refused', (metric, code, words) => {
  expect(() => compile(metric)).toThrow(expect.objectContaining({ code }))
  expect(() => compile(metric)).toThrow(words)
})

test.each<[ColumnKind, string, string]>([
  ['boolean', "predicted == 'yes'", 'write `predicted and label`'],
  ['number', "label == 'yes'", 'compare them with numbers'],
  ['text', 'if(predicted, price, 0)', 'compare them with texts'],
])('where the label is a %s, %s is told what it is', (kind, value, hint) => {
  const labelled = { ...scope, columns: new Map([...scope.columns, [scope.label, kind] as const]) }
  const told = expect.objectContaining({ hint: expect.stringContaining(hint) })
  expect(() => compile({ value }, 'x', labelled)).toThrow(told)
})

test('a name that means two things is refused where it is used', () => {
  const regression: BusinessScope = { ...scope, label: 'price', task: 'regression' }
  expect(() => compile({ value: 'value - label' }, 'bias', regression)).toThrow('value in')
  expect(() => compile({ value: 'price - label' }, 'bias', regression)).not.toThrow()
  const labelled = { ...scope, columns: new Map([...scope.columns, ['label', 'number' as const]]) }
  expect(() => compile({ value: 'label' }, 'x', labelled)).toThrow('what happened')
  expect(() => compile({ value: 'label' }, 'x', { ...labelled, label: 'label' })).not.toThrow()
  expect(() => compile({ value: 'probability' }, 'x', regression)).toThrow('at character 1')
})

test('names of the catalogue are taken', () => {
  for (const name of ['auc', 'f-beta', 'cost']) {
    expect(() => compile({ value: 'price' }, name)).toThrow(`a metric ${name};`)
  }
})

function scopeOf({ columns }: Case): BusinessScope {
  const own = Object.entries(columns).filter(([name]) => !answerNames.has(name))
  const kinds = new Map(own.map(([name, values]) => [name, kindOf(values)]))
  return kinds.has('demand')
    ? { columns: kinds, label: 'demand', task: 'regression' }
    : { columns: kinds, label: 'bought', task: 'binary', classes: ['no', 'yes'] }
}

const answerNames = new Set(['answer', 'probability', 'value', 'weight'])

function rowsOf({ columns }: Case) {
  const own = Object.entries(columns).filter(([name]) => !answerNames.has(name))
  const numbers = (name: string) => columns[name] && Float64Array.from(columns[name], Number)
  const answers: RowAnswers = Object.fromEntries(
    [
      ['label', numbers('answer')] as const,
      ['probability', numbers('probability')] as const,
      ['value', numbers('value')] as const,
    ].flatMap(([kind, values]) => (values === undefined ? [] : [[kind, values]])),
  )
  const count = own[0]?.[1].length ?? 0
  const batch: ColumnBatch = {
    count,
    columns: new Map(own.map(([name, values]) => [name, columnOf(values)])),
  }
  return { batch, answers, weights: numbers('weight') ?? new Float64Array(count) }
}

function kindOf(values: readonly unknown[]): ColumnKind {
  const found = typeof values.find((value) => value !== null)
  if (found === 'string') return 'text'
  return found === 'boolean' ? 'boolean' : 'number'
}

function columnOf(values: readonly (number | string | boolean | null)[]): Column {
  const kind = kindOf(values)
  if (kind === 'boolean') return { kind, values: Uint8Array.from(values, Number) }
  if (kind === 'text') {
    const texts = [...new Set(values.map(String))]
    return {
      kind,
      codes: Int32Array.from(values, (x) => texts.indexOf(String(x))),
      levels: { texts },
    }
  }
  return {
    kind: 'number',
    values: Float64Array.from(values, (x) => (x === null ? NaN : Number(x))),
  }
}

function expectClose(name: string, found: number | undefined, expected: number): void {
  const scale = expected === 0 ? 1 : Math.abs(expected)
  const error = Math.abs((found ?? Number.NaN) - expected) / scale
  expect({ name, found, expected, close: error <= 1e-12 }).toEqual({
    ...{ name, found, expected },
    close: true,
  })
}
