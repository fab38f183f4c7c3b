import { type IntervalSeries, intervalSeries, numberText } from '@ratchet-ml/figures'
import type { Counted, MetricValue, PartitionResult } from '@ratchet-ml/protocol'
import { uncountedReason } from '@ratchet-ml/protocol'
import { commonMetric, type ReportMetric, type ReportView } from '../report-view.ts'
import { partitionPoint } from '../to-points.ts'
import {
  cut,
  directionText,
  intervalText,
  levelText,
  plainNumber,
  undefinedReason,
} from '../words.ts'
import { element, type Html, together } from './element.ts'
import { figureOf } from './figures.ts'
import type { Part, Section } from './section.ts'
import { foldedTable, note, paragraph, type Table, type TableCell, tableOf } from './table.ts'

const mostRows = 36

/** Every metric of the contenders that are shown, partition by partition, with the baselines. */
export function partitionsSection(view: ReportView): Section {
  const { backtest, hidden, chief } = view
  const by = cut(backtest.partitionBy, 40)
  const others = backtest.metrics.filter((metric) => metric !== chief)
  const hiddenNote = hidden === 0 ? [] : [paragraph(hiddenText(view))]
  return {
    id: 'partitions',
    heading: `By ${by}, with the baselines`,
    lead: [
      paragraph(
        'What is hatched and slanted is shown and does not count as evidence, for the reason that stands beside it.',
      ),
      ...hiddenNote,
    ],
    parts: [
      ...(chief === undefined ? [] : [figurePart(view, chief, 'wide', 1), tablePart(view, chief)]),
      ...others.map((metric, index) => figurePart(view, metric, 'narrow', 3 + index)),
      ...others.map((metric, index) => foldedPart(view, metric, 5 + index)),
    ],
  }
}

function hiddenText({ backtest, hidden, shown }: ReportView): string {
  return `Of ${numberText(backtest.contenders.length)} contenders the best ${numberText(shown.length)} by ${backtest.metrics[0]?.title ?? 'name'} are shown; the CSV has the other ${numberText(hidden)}.`
}

function figurePart(
  view: ReportView,
  metric: ReportMetric,
  size: 'wide' | 'narrow',
  rank: number,
): Part {
  const { backtest, shown } = view
  const name = `${cut(metric.title, 60)} by ${cut(backtest.partitionBy, 40)}`
  const make = () => {
    const data: IntervalSeries = {
      title: name,
      metric: { title: metric.title, direction: metric.direction },
      level: backtest.level,
      partitions: backtest.partitions.map(({ partition }) => cut(partition, 40)),
      contenders: shown.map((contender) => ({
        name: cut(contender.name, 40),
        kind: contender.kind,
        points: backtest.partitions.map(({ results }) =>
          partitionPoint(results[contender.name], metric.name),
        ),
      })),
    }
    return figureOf(`by-${metric.name}`, size, (options) => intervalSeries(data, options))
  }
  return { name, rank, make }
}

function tablePart(view: ReportView, metric: ReportMetric): Part {
  const name = `table of ${cut(metric.title, 60)}`
  return { name, rank: 1, make: () => withRest(view, tableOf(tableBy(view, metric))) }
}

function foldedPart(view: ReportView, metric: ReportMetric, rank: number): Part {
  const name = `table of ${cut(metric.title, 60)}`
  const summary = `${cut(metric.title, 60)} as a table`
  return { name, rank, make: () => foldedTable(summary, tableBy(view, metric)) }
}

function withRest({ backtest }: ReportView, table: Html): Html {
  const rest = backtest.partitions.length - mostRows
  if (rest <= 0) return table
  const words = `The last ${mostRows} of ${numberText(backtest.partitions.length)}; the picture shows all, the CSV has all.`
  return together(table, note(words))
}

function tableBy({ backtest, shown }: ReportView, metric: ReportMetric): Table {
  const partitions = backtest.partitions.slice(-mostRows)
  const overall = {
    head: 'all that count',
    cells: [
      backtest.common === undefined ? '' : numberText(backtest.common.rows),
      ...shown.map(({ name }) => valueCell(commonMetric(backtest, name, metric.name))),
    ],
  }
  return {
    caption: `${cut(metric.title, 60)} by ${cut(backtest.partitionBy, 40)}, ${directionText(metric)}, with ${levelText(backtest.level)}`,
    columns: [cut(backtest.partitionBy, 40), 'rows', ...shown.map(({ name }) => cut(name, 40))],
    rows: [
      ...partitions.map((partition) => ({
        head: cut(partition.partition, 40),
        cells: [
          rowsCell(partition),
          ...shown.map(({ name }) => cellOf(partition.results[name], metric.name)),
        ],
      })),
      ...(backtest.common === undefined ? [] : [overall]),
    ],
  }
}

function rowsCell({ rows, unlabelled }: PartitionResult): TableCell {
  if (unlabelled === 0) return { content: numberText(rows) }
  const without = `${numberText(unlabelled)} without label left out`
  return { content: [numberText(rows), element('small', {}, without)] }
}

function cellOf(result: PartitionResult['results'][string] | undefined, metric: string): TableCell {
  return valueCell(result?.metrics[metric], result?.counted)
}

/** A value over its interval, and why it does not count. */
function valueCell(value: MetricValue | undefined, counted?: Counted): TableCell {
  const because = counted && uncountedReason(counted)
  const reason =
    because === undefined ? undefined : element('small', {}, `${cut(because, 100)}, not counted`)
  const look = because === undefined ? undefined : 'uncounted'
  if (value === undefined) return { content: ['–', reason], look }
  const number = value.kind === 'undefined' ? 'undefined' : plainNumber(value.value)
  const detail =
    value.kind === 'undefined'
      ? undefinedReason(value, counted)
      : (intervalText(value) ?? 'no interval')
  const small = detail === undefined ? undefined : element('small', {}, cut(detail, 100))
  return { content: [number, small, reason], look }
}
