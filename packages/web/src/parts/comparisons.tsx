import {
  differenceForest,
  type FigureOptions,
  numberText,
  shareText,
  signedNumber,
} from '@ratchet-ml/figures'
import type { Backtest, Comparison, Difference } from '@ratchet-ml/protocol'
import { useCallback, useMemo } from 'react'
import { comparisonsBy, toForest } from '../backtest/comparison-view.ts'
import type { MetricView } from '../backtest/partition-view.ts'
import { FigureView } from './figure-view.tsx'
import { ScrollTable } from './scroll-table.tsx'
import { VerdictMark } from './verdict-mark.tsx'

export interface ComparisonsProps {
  readonly backtest: Backtest
  readonly metric: MetricView
}

const columns = ['Candidate', 'Reference', 'Verdict', 'Difference', 'Rows', 'Slices that are worse']
const mostSlices = 3

/** Whether one contender is really better than another, on the rows that count for both. */
export function Comparisons({ backtest, metric }: ComparisonsProps) {
  const shown = useMemo(() => comparisonsBy(backtest, metric), [backtest, metric])
  const draw = useCallback(
    (options: FigureOptions) => differenceForest(toForest(shown, metric), options),
    [shown, metric],
  )
  const [first] = shown
  return (
    <section aria-labelledby="comparisons">
      <h2 id="comparisons">Is one really better?</h2>
      {first === undefined ? (
        <p>No two contenders were compared by {metric.title} on the same rows.</p>
      ) : (
        <>
          <p>
            <strong>{first.says}</strong>
          </p>
          <FigureView
            id={`${backtest.model}-${metric.name}-differences`}
            draw={draw}
            withTable={false}
          />
          <ComparisonTable shown={shown} metric={metric} level={first.level} />
        </>
      )}
    </section>
  )
}

interface ComparisonTableProps {
  readonly shown: readonly Comparison[]
  readonly metric: MetricView
  readonly level: number
}

function ComparisonTable({ shown, metric, level }: ComparisonTableProps) {
  const caption = `Differences in ${metric.title}, candidate less reference, with ${shareText(level)} intervals`
  return (
    <ScrollTable caption={caption} columns={columns}>
      {shown.map(({ candidate, reference, verdict, difference, rows, worse }) => (
        <tr key={`${candidate} ${reference}`}>
          <th scope="row">{candidate}</th>
          <td>{reference}</td>
          <td>
            <VerdictMark verdict={verdict} />
          </td>
          <td className="number">
            <DifferenceText difference={difference} />
          </td>
          <td className="number">{numberText(rows)}</td>
          <td className="prose">{worseText(worse)}</td>
        </tr>
      ))}
    </ScrollTable>
  )
}

function DifferenceText({ difference }: { readonly difference: Difference }) {
  if (difference.kind === 'undefined') return <small>{difference.reason}</small>
  const { value, low, high } = difference
  return (
    <>
      {signedNumber(value)}
      {low !== undefined && high !== undefined && (
        <small>
          {signedNumber(low)} to {signedNumber(high)}
        </small>
      )}
    </>
  )
}

function worseText(worse: Comparison['worse']): string {
  if (worse.length === 0) return 'none shown'
  const names = worse.slice(0, mostSlices).map(({ by, slice }) => `${by}=${slice}`)
  const rest = worse.length - names.length
  return `${names.join(', ')}${rest > 0 ? ` and ${numberText(rest)} more` : ''}`
}
