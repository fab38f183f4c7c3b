import { numberText, plainNumber, shareText } from '@ratchet-ml/figures'
import type { Backtest, MetricValue, PartitionResult } from '@ratchet-ml/protocol'
import {
  type ContenderCell,
  cellsOf,
  commonCells,
  findBest,
  type MetricView,
} from '../backtest/partition-view.ts'
import { spanText } from '../format/text.ts'
import { ScrollTable } from './scroll-table.tsx'

export interface PartitionTableProps {
  readonly backtest: Backtest
  readonly metric: MetricView
}

/** A metric of every contender on every partition and over all, with the best that counts marked. */
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
        <CommonRow backtest={backtest} metric={metric} />
        {backtest.partitions.map((partition) => (
          <PartitionRow
            key={partition.partition}
            partition={partition}
            cells={cellsOf(backtest, partition, metric)}
            direction={metric.direction}
          />
        ))}
      </ScrollTable>
      <p className="note">
        ★ best of those that count. Where its interval overlaps another’s, the difference may be
        chance. A hatched cell is no evidence: it says why, and is not counted.
      </p>
    </>
  )
}

/** All contenders on the same rows: those that count for every version and recipe. */
function CommonRow({ backtest, metric }: PartitionTableProps) {
  const cells = commonCells(backtest, metric)
  const { common, partitions } = backtest
  if (common === undefined || cells.length === 0) return null
  const best = findBest(cells, metric.direction)
  return (
    <tr className="common">
      <th scope="row">
        all that count
        <small>
          {numberText(common.partitions.length)} of {numberText(partitions.length)}
        </small>
      </th>
      <td className="number">{numberText(common.rows)}</td>
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
  const { metric, uncounted, answers, trainedOn } = cell
  const look = ['number', ...(isBest ? ['best'] : []), ...(uncounted ? ['uncounted'] : [])]
  return (
    <td className={look.join(' ')}>
      {isBest && (
        <>
          <span aria-hidden="true">★ </span>
          <span className="hidden">best: </span>
        </>
      )}
      {answers ? valueText(metric) : '–'}
      {uncounted === undefined ? (
        <small>{intervalText(metric)}</small>
      ) : (
        <small className="reason">{uncounted}, not counted</small>
      )}
      {trainedOn && <small>model of {spanText(trainedOn.from, trainedOn.until)}</small>}
    </td>
  )
}

function valueText(metric: MetricValue | undefined): string {
  if (metric === undefined) return '–'
  return metric.kind === 'undefined' ? 'undefined' : plainNumber(metric.value)
}

function intervalText(metric: MetricValue | undefined): string {
  if (metric === undefined) return 'not judged'
  if (metric.kind === 'undefined') return metric.reason
  if (metric.low === undefined || metric.high === undefined) return 'no interval'
  return `${plainNumber(metric.low)} to ${plainNumber(metric.high)}`
}
