import { numberText, type SliceDots, sliceDots } from '@ratchet-ml/figures'
import type { Contender, SliceResult } from '@ratchet-ml/protocol'
import { chiefComparisons } from '../answer.ts'
import { commonMetric, type ReportMetric, type ReportView, seriesOf } from '../report-view.ts'
import { toPoint } from '../to-points.ts'
import { cut, differenceText, directionText, levelText, metricText } from '../words.ts'
import { figureOf } from './figures.ts'
import type { Part, Section } from './section.ts'
import { foldedTable, note, paragraph, tableOf } from './table.ts'

const mostRows = 36
const mostColumns = 5
const mostContenders = 4

/** The slices that were declared, the worst first, and where the candidate is shown to be worse. */
export function slicesSection(view: ReportView): Section | undefined {
  const slices = view.backtest.common?.slices ?? []
  const { chief } = view
  if (slices.length === 0 || chief === undefined) return undefined
  const byColumn = [...Map.groupBy(slices, ({ by }) => by)]
  const left = byColumn.length - mostColumns
  return {
    id: 'slices',
    heading: 'By slice',
    lead: [
      paragraph(
        'Over the rows that count for every version and recipe. A slice that is bad for everyone is hard; one that is worse than before is a reason to wait.',
      ),
      ...(left > 0 ? [note(`Slices by ${numberText(left)} more columns are in the CSV.`)] : []),
    ],
    parts: [
      ...worsePart(view),
      ...byColumn
        .slice(0, mostColumns)
        .flatMap(([by, found], index) => [
          figurePart(view, chief, { by, found, index }),
          tablePart(view, chief, { by, found, index }),
        ]),
    ],
  }
}

interface Column {
  readonly by: string
  readonly found: readonly SliceResult[]
  readonly index: number
}

/** Where the chief candidate is shown to be worse. */
function worsePart({ backtest }: ReportView): readonly Part[] {
  const [first] = chiefComparisons(backtest)
  if (first === undefined || first.worse.length === 0) return []
  const shown = first.worse.slice(0, mostRows)
  const rest = first.worse.length - shown.length
  const caption = `Slices where ${cut(first.candidate, 40)} is worse than ${cut(first.reference, 40)}, the worst first${rest > 0 ? `; ${numberText(rest)} more are in the JSON document` : ''}`
  const table = {
    caption,
    columns: ['Slice', 'Difference', 'Rows'],
    rows: shown.map(({ by, slice, difference }) => ({
      head: cut(`${by}=${slice}`, 60),
      cells: [cut(differenceText(difference), 120), numberText(difference.n)],
    })),
  }
  return [{ name: 'slices where the candidate is worse', rank: 1, make: () => tableOf(table) }]
}

function figurePart(view: ReportView, metric: ReportMetric, { by, found, index }: Column): Part {
  const { backtest } = view
  const name = `${cut(metric.title, 60)} by ${cut(by, 40)}`
  const make = () => {
    const data: SliceDots = {
      title: name,
      metric: { title: metric.title, direction: metric.direction },
      level: backtest.level,
      subject: Math.max(
        0,
        contendersOf(view).findIndex(({ name: one }) => one === candidateOf(view)),
      ),
      contenders: contendersOf(view).map((contender) => {
        const overall = commonMetric(backtest, contender.name, metric.name)
        return {
          name: cut(contender.name, 40),
          kind: contender.kind,
          series: seriesOf(view, contender),
          overall: overall?.kind === 'value' ? overall.value : undefined,
        }
      }),
      slices: found.map(({ slice, rows, results }) => ({
        slice: cut(slice, 40),
        rows,
        points: contendersOf(view).map((contender) => {
          const value = results[contender.name]?.[metric.name]
          return value && toPoint(value)
        }),
      })),
    }
    return figureOf(`slices-${index}`, 'wide', (options) => sliceDots(data, options))
  }
  return { name, rank: index === 0 ? 1 : 3, make }
}

function tablePart(view: ReportView, metric: ReportMetric, { by, found, index }: Column): Part {
  const name = `table of ${cut(metric.title, 60)} by ${cut(by, 40)}`
  const shown = found.slice(0, mostRows)
  const rest = found.length - shown.length
  const make = () =>
    foldedTable(`${cut(metric.title, 60)} by ${cut(by, 40)} as a table`, {
      caption: `${cut(metric.title, 60)}, ${directionText(metric)}, with ${levelText(view.backtest.level)}${rest > 0 ? `; ${numberText(rest)} more slices are in the CSV` : ''}`,
      columns: [cut(by, 40), 'rows', ...contendersOf(view).map((one) => cut(one.name, 40))],
      rows: shown.map(({ slice, rows, results }) => ({
        head: cut(slice, 40),
        cells: [
          numberText(rows),
          ...contendersOf(view).map((one) =>
            cut(metricText(results[one.name]?.[metric.name]), 120),
          ),
        ],
      })),
    })
  return { name, rank: 5 + index, make }
}

/** Few contenders, so that the rows stay low; the candidate is always one of them. */
function contendersOf(view: ReportView): readonly Contender[] {
  const judged = view.shown.filter(({ kind }) => kind !== 'baseline')
  const candidate = candidateOf(view)
  const others = judged.filter(({ name }) => name !== candidate).slice(0, mostContenders - 1)
  return judged.filter((one) => one.name === candidate || others.includes(one))
}

function candidateOf({ backtest }: ReportView): string | undefined {
  return chiefComparisons(backtest)[0]?.candidate
}
