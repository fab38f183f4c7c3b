import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { IntervalPoint } from '../interval-point.ts'
import { elementsOf, parseXml, textOf } from '../testing/xml.ts'
import { intervalSeries } from './interval-series.ts'
import type { IntervalContender, IntervalSeries } from './types.ts'

const months = ['2001-01', '2001-02', '2001-03']

test('names itself for screen readers and says level and direction', () => {
  const { svg, summary } = intervalSeries(aSeries(), { id: 'log loss/1' })
  const root = parseXml(svg)
  expect(root.attributes).toMatchObject({
    role: 'img',
    viewBox: `0 0 860 ${root.attributes['height']}`,
    'aria-labelledby': 'figure-log_loss_1-title figure-log_loss_1-desc',
  })
  expect(elementsOf(root, 'title')[0]).toMatchObject({ children: ['Log loss by month'] })
  expect(elementsOf(root, 'desc')[0]).toMatchObject({ children: [summary] })
  expect(svg).toContain('Lower is better; whiskers: 95 % interval.')
})

test('tells last and best of the counted months, and which were trained on', () => {
  const contender = aVersion([value(0.1, false), value(0.39), value(0.41)])
  const { summary } = intervalSeries(aSeries({ contenders: [contender] }), { id: 'a' })
  expect(summary).toContain(
    'flights@1: last 0.41 in 2001-03, best 0.39 in 2001-02. Trained on, not counted: 2001-01.',
  )
})

test('takes the largest as best where higher is better', () => {
  const data = aSeries({ metric: { title: 'Accuracy', direction: 'higher' } })
  const { summary, svg } = intervalSeries(data, { id: 'a' })
  expect(summary).toContain('best 0.42 in 2001-01')
  expect(svg).toContain('Higher is better')
})

test('marks the months trained on with a hatch, a label and hollow points', () => {
  const contender = aVersion([value(0.4, false), value(0.39), value(0.41)])
  const light = { id: 'a', theme: 'light' } as const
  const root = parseXml(intervalSeries(aSeries({ contenders: [contender] }), light).svg)
  const hatched = elementsOf(root, 'rect').filter((rect) => rect.attributes['fill']?.includes('#'))
  expect(hatched.some((rect) => rect.attributes['fill'] === 'url(#figure-a-hatch)')).toBe(true)
  expect(textOf(root)).toContain('trained on, not counted')
  expect(pointFills(root)).toEqual(['#ffffff', '#0072b2', '#0072b2'])
})

test('draws no hatch and no label where nothing was trained on', () => {
  const { svg } = intervalSeries(aSeries(), { id: 'a' })
  expect(svg).not.toContain('url(#figure-a-hatch)')
  expect(svg).not.toContain('not counted')
})

test('tells contenders apart by shape and baselines by dashes, not by colour alone', () => {
  const contenders = [
    aVersion([value(0.4)], 'a@1'),
    aVersion([value(0.41)], 'a@2'),
    aBaseline('prior'),
    aBaseline('median'),
  ]
  const root = parseXml(intervalSeries(aSeries({ contenders }), { id: 'a' }).svg)
  const shapes = elementsOf(root, 'path').filter((path) => path.attributes['transform'])
  expect(new Set(shapes.map((path) => path.attributes['d'])).size).toBe(2)
  const dashes = elementsOf(root, 'path').map((path) => path.attributes['stroke-dasharray'])
  expect(new Set(dashes.filter((dash) => dash !== undefined)).size).toBe(2)
})

test('says undefined with the reason, and leaves no NaN in the picture', () => {
  const points: IntervalPoint[] = [
    { kind: 'undefined', reason: 'only one class', counted: true },
    { kind: 'value', value: Number.NaN, low: 0, high: 1, counted: true },
    { kind: 'value', value: 0.5, low: Number.NaN, high: Number.POSITIVE_INFINITY, counted: true },
  ]
  const figure = intervalSeries(aSeries({ contenders: [aVersion(points)] }), { id: 'a' })
  expect(figure.svg).not.toMatch(/NaN|Infinity|undefined"/)
  expect(figure.svg).toContain('2 values undefined')
  expect(figure.table.rows[0]?.[1]).toBe('undefined: only one class')
  expect(figure.table.rows[1]?.[1]).toContain('not a number')
})

test.each([
  ['no partitions', { partitions: [] }],
  ['no contenders', { contenders: [] }],
  ['only undefined values', { contenders: [aVersion([undefined, undefined, undefined])] }],
])('says that there is nothing to show with %s', (_, fields) => {
  const { svg } = intervalSeries(aSeries(fields), { id: 'a' })
  expect(textOf(parseXml(svg))).toContain('Nothing to show yet')
  expect(svg).not.toMatch(/NaN|Infinity/)
})

test('shows a single point, also where it is zero without an interval', () => {
  const point: IntervalPoint = { kind: 'value', value: 0, counted: true }
  const data = aSeries({ partitions: ['2001-01'], contenders: [aVersion([point])] })
  const { svg } = intervalSeries(data, { id: 'a' })
  expect(svg).not.toMatch(/NaN|Infinity/)
  expect(svg).toContain('no intervals')
  expect(pointFills(parseXml(svg))).toHaveLength(1)
})

test('draws 2,000 partitions as lines and bands, with few labels and few bytes', () => {
  const partitions = Array.from({ length: 2000 }, (_, index) => `day-${index}`)
  const contender = aVersion(partitions.map((_, index) => value(0.4 + (index % 7) / 100)))
  const { svg, table } = intervalSeries(aSeries({ partitions, contenders: [contender] }), {
    id: 'a',
  })
  const root = parseXml(svg)
  expect(elementsOf(root, 'text').length).toBeLessThan(40)
  expect(svg.length).toBeLessThan(120_000)
  expect(table.rows).toHaveLength(2000)
})

test('draws recipes as versions are drawn, and says why a month does not count', () => {
  const because = 'nobody said what it was trained on'
  const points = [{ ...value(0.4, false), because }, value(0.39), value(0.41)]
  const recipe: IntervalContender = { name: 'recipe:monthly', kind: 'recipe', points }
  const { svg, summary } = intervalSeries(aSeries({ contenders: [recipe] }), { id: 'a' })
  expect(pointFills(parseXml(svg))).toHaveLength(3)
  expect(svg).toContain(`${because}, not counted`)
  expect(summary).toContain(`Nobody said what it was trained on, not counted: 2001-01.`)
})

test('draws 100,000 partitions with the bytes of 800, and keeps the least and the greatest value', () => {
  const partitions = Array.from({ length: 100_000 }, (_, index) => `p${index}`)
  const points = partitions.map((_, index) => value(index === 77_777 ? 9 : (index % 7) / 100))
  const data = aSeries({ partitions, contenders: [aVersion(points)] })
  const { svg } = intervalSeries(data, { id: 'a' })
  expect(svg.length).toBeLessThan(80_000)
  const tops = elementsOf(parseXml(svg), 'path').map((path) => topOf(path.attributes['d'] ?? ''))
  expect(Math.min(...tops)).toBeLessThan(140)
})

test('holds hostile names as text, in picture and words', () => {
  const name = `</desc><script>alert("1")</script>&amp;'\u0000`
  const data = aSeries({
    title: name,
    partitions: [name],
    contenders: [aVersion([value(1)], name)],
  })
  const root = parseXml(intervalSeries(data, { id: '"><script>' }).svg)
  expect(elementsOf(root, 'script')).toEqual([])
  expect(textOf(elementsOf(root, 'title')[0] ?? root)).toBe(name.replace('\u0000', '\ufffd'))
})

test('gives well-formed bytes without NaN, the same each time, for any data', () => {
  fc.assert(
    fc.property(anySeries, fc.constantFrom('wide', 'narrow'), (data, size) => {
      const first = intervalSeries(data, { id: 'a', size })
      expect(intervalSeries(structuredClone(data), { id: 'a', size })).toEqual(first)
      const drawn = elementsOf(parseXml(first.svg), 'path').map((path) => path.attributes['d'])
      expect(drawn.join(' ')).not.toMatch(/NaN|Infinity/)
    }),
    { numRuns: 200 },
  )
})

const anyPoint: fc.Arbitrary<IntervalPoint | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.record({
    kind: fc.constant('value' as const),
    value: fc.double({ min: -1e12, max: 1e12 }),
    low: fc.option(fc.double(), { nil: undefined }),
    high: fc.option(fc.double(), { nil: undefined }),
    counted: fc.boolean(),
  }),
)

const anySeries: fc.Arbitrary<IntervalSeries> = fc
  .array(fc.string(), { maxLength: 5 })
  .chain((partitions) =>
    fc.record({
      title: fc.string(),
      metric: fc.constant({ title: 'm', direction: 'lower' as const }),
      level: fc.constant(0.95),
      partitions: fc.constant(partitions),
      contenders: fc.array(
        fc.record({
          name: fc.string(),
          kind: fc.constantFrom('version' as const, 'baseline' as const),
          points: fc.array(anyPoint, {
            minLength: partitions.length,
            maxLength: partitions.length,
          }),
        }),
        { maxLength: 4 },
      ),
    }),
  )

function aSeries(fields: Partial<IntervalSeries> = {}): IntervalSeries {
  return {
    title: 'Log loss by month',
    metric: { title: 'Log loss', direction: 'lower' },
    level: 0.95,
    partitions: months,
    contenders: [aVersion([value(0.42), value(0.4), value(0.41)])],
    ...fields,
  }
}

function aVersion(
  points: readonly (IntervalPoint | undefined)[],
  name = 'flights@1',
): IntervalContender {
  return { name, kind: 'version', points }
}

function aBaseline(name: string): IntervalContender {
  return { name, kind: 'baseline', points: [value(0.5), value(0.5), value(0.5)] }
}

function value(of: number, counted = true): IntervalPoint {
  return { kind: 'value', value: of, low: of - 0.01, high: of + 0.01, counted }
}

/** The smallest y of a path that is drawn from point to point. */
function topOf(d: string): number {
  return Math.min(...[...d.matchAll(/[\d.]+,([\d.]+)/g)].map((match) => Number(match[1])))
}

/** Fills of the point marks in the plot; the legend's come first and are left out. */
function pointFills(root: ReturnType<typeof parseXml>): (string | undefined)[] {
  return elementsOf(root, 'path')
    .filter((path) => path.attributes['transform'] !== undefined)
    .map((path) => path.attributes['fill'])
    .slice(1)
}
