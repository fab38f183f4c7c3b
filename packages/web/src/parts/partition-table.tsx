import { numberText, shareText } from '@ratchet-ml/figures'
import type { Backtest, MetricValue, PartitionResult } from '@ratchet-ml/protocol'
import {
  type ContenderCell,
  cellsOf,
  commonCells,
  findBest,
  type MetricView,
} from '../backtest/partition-view.ts'
import { ScrollTable } from './scroll-table.tsx'

export interface PartitionTableProps {
  readonly backtest: Backtest
  readonly metric: MetricView
}

/** A metric of every contender on every partition, with the best that counts marked. */
export function PartitionTable({ backtest, metric }: PartitionTableProps) {
  const direction = metric.direction === 'higher' ? 'higher is better' : 'lower is better'
  const caption = `${metric.title} by ${backtest.partitionBy}, ${direction}, with ${shareText(backtest.level)} intervals`
  const columns = [
    backtest.partitionBy,
    'rows',
    ...backtest.contenders.map(({ name, kind }) => (
      <span key={name} className={kind}>
        {name}
      </span>
    )),
  ]
  return (
    <>
      <ScrollTable caption={caption} columns={columns}>
        {backtest.partitions.map((partition) => (
          <PartitionRow
            key={partition.partition}
            partition={partition}
            cells={cellsOf(backtest, partition, metric)}
            direction={metric.direction}
          />
        ))}
        <CommonRow backtest={backtest} metric={metric} />
      </ScrollTable>
      <p className="note">
        ★ best of those that count. Where its interval overlaps another’s, the difference may be
        chance. What a contender was trained on, or may have been, is no evidence and is not
        counted.
      </p>
    </>
  )
}

/** Over all rows that count for every version and recipe. */
function CommonRow({ backtest, metric }: PartitionTableProps) {
  const { common } = backtest
  if (common === undefined || common.partitions.length === 0) return undefined
  const cells = commonCells(backtest, metric)
  const best = findBest(cells, metric.direction)
  return (
    <tr>
      <th scope="row">all that count</th>
      <td className="number">
        {numberText(common.rows)}
        <small>{numberText(common.partitions.length)} partitions</small>
      </td>
      {cells.map((cell) => (
        <ValueCell key={cell.contender} cell={cell} isBest={best.has(cell.contender)} />
      ))}
    </tr>
  )
}

interface PartitionRowProps {
  readonly partition: PartitionResult
  readonly cells: readonly ContenderCell[]
  readonly direction: MetricView['direction']
}

function PartitionRow({ partition, cells, direction }: PartitionRowProps) {
  const best = findBest(cells, direction)
  return (
    <tr>
      <th scope="row">{partition.partition}</th>
      <td className="number">
        {numberText(partition.rows)}
        {partition.unlabelled > 0 && (
          <small>{numberText(partition.unlabelled)} without label left out</small>
        )}
      </td>
      {cells.map((cell) => (
        <ValueCell key={cell.contender} cell={cell} isBest={best.has(cell.contender)} />
      ))}
    </tr>
  )
}

function ValueCell({ cell, isBest }: { readonly cell: ContenderCell; readonly isBest: boolean }) {
  const look = ['number', ...(isBest ? ['best'] : []), ...(cell.counted ? [] : ['uncounted'])]
  return (
    <td className={look.join(' ')}>
      {isBest && (
        <>
          <span aria-hidden="true">★ </span>
          <span className="hidden">best: </span>
        </>
      )}
      {valueText(cell.metric)}
      <small>{cell.because ?? intervalText(cell.metric)}</small>
    </td>
  )
}

function valueText(metric: MetricValue | undefined): string {
  if (metric === undefined) return '–'
  return metric.kind === 'undefined' ? 'undefined' : metric.value.toFixed(4)
}

function intervalText(metric: MetricValue | undefined): string {
  if (metric === undefined) return 'not judged'
  if (metric.kind === 'undefined') return metric.reason
  if (metric.low === undefined || metric.high === undefined) return 'no interval'
  return `${metric.low.toFixed(4)} to ${metric.high.toFixed(4)}`
}
