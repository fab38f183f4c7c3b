import {
  type DifferenceForest,
  type DifferenceRow,
  differenceForest,
  numberText,
  shareText,
} from '@ratchet-ml/figures'
import type { Backtest, Comparison, Difference } from '@ratchet-ml/protocol'
import { chiefComparisons } from '../answer.ts'
import type { ReportView } from '../report-view.ts'
import { cut, differenceText, testText } from '../words.ts'
import { element, together } from './element.ts'
import { figureOf } from './figures.ts'
import type { Part, Section } from './section.ts'
import { foldedTable, note, paragraph, type Table, type TableRow, tableOf } from './table.ts'

const mostRows = 60
/** Long ones make a report that nobody reads to its end. */
const mostForests = { ofFew: 3, ofMany: 1 }
const fewPartitions = 12

/** Every comparison with its interval and tests, and the differences of the chief ones by partition. */
export function comparisonsSection({ backtest }: ReportView): Section {
  const comparisons = backtest.comparisons ?? []
  const heading = 'Is one better than the other?'
  if (comparisons.length === 0) {
    const lead = [paragraph('No two contenders were compared on the same rows.')]
    return { id: 'comparisons', heading, lead, parts: [] }
  }
  const chief = chiefComparisons(backtest)
  return {
    id: 'comparisons',
    heading,
    lead: [
      paragraph(
        'Differences are candidate less reference, on the rows that count for both. A verdict stands only where the whole interval lies on one side of zero; the tests beside it decide nothing.',
      ),
    ],
    parts: [
      ...(chief.length > 1 ? [overallPart(chief, backtest)] : []),
      tablePart(backtest, chief),
      ...chief
        .slice(
          0,
          backtest.partitions.length <= fewPartitions ? mostForests.ofFew : mostForests.ofMany,
        )
        .map((one, index) => forestPart(one, backtest, index)),
      ...othersPart(backtest, chief),
    ],
  }
}

function overallPart(chief: readonly Comparison[], backtest: Backtest): Part {
  const [first] = chief
  const metric = metricOf(backtest, first?.metric ?? '')
  const name = `${metric.title}: every comparison`
  const rows = chief.slice(0, mostRows).map(
    ({ candidate, reference, difference, verdict }): DifferenceRow => ({
      label: `${cut(candidate, 24)} less ${cut(reference, 24)}`,
      kind: 'overall',
      difference: toFigure(difference),
      verdict,
    }),
  )
  const data: DifferenceForest = { title: name, metric, level: first?.level ?? 0.95, rows }
  const make = () => figureOf('comparisons', 'wide', (options) => differenceForest(data, options))
  return { name, rank: 1, make }
}

function forestPart(comparison: Comparison, backtest: Backtest, index: number): Part {
  const { candidate, reference, difference, verdict, level, byPartition } = comparison
  const metric = metricOf(backtest, comparison.metric)
  const name = `${metric.title} by ${cut(backtest.partitionBy, 40)}: ${cut(candidate, 30)} less ${cut(reference, 30)}`
  const data: DifferenceForest = {
    title: name,
    metric,
    level,
    rows: [
      { label: 'all that count', kind: 'overall', difference: toFigure(difference), verdict },
      ...byPartition.map(
        (part): DifferenceRow => ({
          label: cut(part.partition, 40),
          kind: 'part',
          difference: toFigure(part.difference),
        }),
      ),
    ],
  }
  const make = () =>
    figureOf(`forest-${index}`, 'wide', (options) => differenceForest(data, options))
  return { name, rank: index === 0 ? 1 : 4, make }
}

function tablePart(backtest: Backtest, chief: readonly Comparison[]): Part {
  const rest = chief.length - mostRows
  const make = () => {
    const table = tableOf(comparisonTable(backtest, chief.slice(0, mostRows)))
    if (rest <= 0) return table
    return together(table, note(`${numberText(rest)} more are in the JSON document.`))
  }
  return { name: 'table of comparisons', rank: 1, make }
}

/** The comparisons by the other metrics. */
function othersPart(backtest: Backtest, chief: readonly Comparison[]): readonly Part[] {
  const known = new Set(chief)
  const others = (backtest.comparisons ?? []).filter((one) => !known.has(one))
  if (others.length === 0) return []
  const shown = others.slice(0, mostRows)
  const count =
    shown.length === others.length
      ? numberText(others.length)
      : `${numberText(shown.length)} of ${numberText(others.length)}`
  const make = () =>
    foldedTable(`Comparisons by the other metrics (${count})`, comparisonTable(backtest, shown))
  return [{ name: 'comparisons by the other metrics', rank: 3, make }]
}

function comparisonTable(backtest: Backtest, shown: readonly Comparison[]): Table {
  return {
    caption: `Comparisons, candidate less reference, with ${shareText(shown[0]?.level ?? 0.95)} intervals`,
    columns: ['Candidate', 'Reference', 'Metric', 'Difference', 'Verdict', 'Rows', 'Tests'],
    rows: shown.map((one) => rowOf(one, backtest)),
  }
}

function rowOf(one: Comparison, backtest: Backtest): TableRow {
  return {
    head: cut(one.candidate, 40),
    cells: [
      cut(one.reference, 40),
      metricOf(backtest, one.metric).title,
      cut(differenceText(one.difference), 200),
      { content: one.verdict, look: one.verdict },
      numberText(one.rows),
      {
        content: one.tests.map((test) => element('small', {}, cut(testText(test), 200))),
        look: 'long',
      },
    ],
  }
}

function metricOf({ metrics }: Backtest, name: string) {
  const found = metrics.find((metric) => metric.name === name)
  return { title: cut(found?.title ?? name, 60), direction: found?.direction ?? 'lower' }
}

function toFigure(difference: Difference): DifferenceRow['difference'] {
  if (difference.kind === 'undefined') {
    return { kind: 'undefined', reason: cut(difference.reason, 120) }
  }
  const { value, low, high } = difference
  return { kind: 'value', value, low, high }
}
