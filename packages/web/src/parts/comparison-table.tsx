import type { Backtest, Comparison } from '@ratchet-ml/protocol'
import type { MetricView } from '../backtest/partition-view.ts'
import { ScrollTable } from './scroll-table.tsx'

const columns = ['Candidate', 'Reference', 'Verdict', 'Difference', 'In words']

export interface ComparisonTableProps {
  readonly backtest: Backtest
  readonly metric: MetricView
}

/** Whether contenders really differ, by one metric; nothing where none were compared. */
export function ComparisonTable({ backtest, metric }: ComparisonTableProps) {
  const own = (backtest.comparisons ?? []).filter((one) => one.metric === metric.name)
  if (own.length === 0) return undefined
  return (
    <ScrollTable caption={`Compared by ${metric.title.toLowerCase()}`} columns={columns}>
      {own.map((one) => (
        <tr key={`${one.candidate} ${one.reference}`}>
          <th scope="row">{one.candidate}</th>
          <td>{one.reference}</td>
          <td>{one.verdict}</td>
          <td className="number">{differenceText(one)}</td>
          <td className="prose">{one.says}</td>
        </tr>
      ))}
    </ScrollTable>
  )
}

function differenceText({ difference }: Comparison): string {
  if (difference.kind === 'undefined') return 'undefined'
  const { value, low, high } = difference
  if (low === undefined || high === undefined) return value.toFixed(4)
  return `${value.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`
}
