import {
  type Figure,
  type FigureOptions,
  reliabilityCurve,
  residualBands,
  tradeOffCurve,
} from '@ratchet-ml/figures'
import type { Shape } from '@ratchet-ml/protocol'
import { type ReportView, seriesOf } from '../report-view.ts'
import { cut } from '../words.ts'
import { figureOf } from './figures.ts'
import type { Part, Section } from './section.ts'
import { paragraph } from './table.ts'

const mostResiduals = 4
/** As many curves as can be told apart where they run close together. */
const mostCurves = 4

/** How the answers err: calibration, ROC, precision and recall, or residuals. */
export function shapesSection(view: ReportView): Section | undefined {
  const shapes = view.backtest.common?.shapes ?? {}
  const found = view.shown
    .filter(({ name, kind }) => shapes[name] !== undefined && kind !== 'baseline')
    .map((one) => ({
      name: cut(one.name, 40),
      series: seriesOf(view, one),
      shape: shapes[one.name] as Shape, // filtered above
    }))
  const parts = [...curveParts(found, view), ...residualParts(found, view)]
  if (parts.length === 0) return undefined
  const lead = [paragraph('Over the rows that count for every version and recipe.')]
  return { id: 'shapes', heading: 'How the answers err', lead, parts }
}

interface Shaped {
  readonly name: string
  readonly series: number
  readonly shape: Shape
}

function curveParts(found: readonly Shaped[], { backtest }: ReportView): readonly Part[] {
  const { level } = backtest
  const calibration = found.flatMap(({ name, series, shape }) =>
    shape.reliability === undefined ? [] : [{ name, series, bins: shape.reliability }],
  )
  const roc = found.flatMap(({ name, series, shape }) =>
    shape.roc === undefined ? [] : [{ name, series, points: shape.roc }],
  )
  const precision = found.flatMap(({ name, series, shape }) =>
    shape.precisionRecall === undefined ? [] : [{ name, series, points: shape.precisionRecall }],
  )
  return [
    ...partOf(
      'Calibration',
      calibration,
      2,
      (series) => (options) => reliabilityCurve({ title: 'Calibration', level, series }, options),
    ),
    ...partOf(
      'ROC curve',
      roc,
      2,
      (series) => (options) => tradeOffCurve({ kind: 'roc', title: 'ROC curve', series }, options),
    ),
    ...partOf(
      'Precision by recall',
      precision,
      3,
      (series) => (options) =>
        tradeOffCurve({ kind: 'precision-recall', title: 'Precision by recall', series }, options),
    ),
  ]
}

function partOf<T>(
  name: string,
  series: readonly T[],
  rank: number,
  draw: (series: readonly T[]) => (options: FigureOptions) => Figure,
): readonly Part[] {
  if (series.length === 0) return []
  const id = name.toLowerCase().replaceAll(' ', '-')
  const make = () => figureOf(id, 'narrow', draw(series.slice(0, mostCurves)))
  return [{ name, rank, make }]
}

function residualParts(found: readonly Shaped[], { backtest }: ReportView): readonly Part[] {
  return found
    .filter(({ shape }) => shape.residuals !== undefined)
    .slice(0, mostResiduals)
    .map(({ name, shape }, index) => {
      const title = `Residuals of ${name}`
      const data = { title, label: cut(backtest.label, 40), bins: shape.residuals ?? [] }
      const make = () =>
        figureOf(`residuals-${index}`, 'narrow', (options) => residualBands(data, options))
      return { name: title, rank: 2 + index, make }
    })
}
