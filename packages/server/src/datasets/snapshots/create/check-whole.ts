import type { FieldFault, TimeRange } from '@ratchet-ml/protocol'
import { parseRfc3339 } from '../../../platform/clock.ts'
import { Problem } from '../../../platform/problem.ts'
import type { Tally } from '../../quality/tally.ts'

/** @throws Problem `snapshot-refused` when more rows are faulty than is allowed, with the first faults */
export function checkShare(tally: Tally, rowsRead: number, mostBad: number): void {
  if (tally.bad === 0 || tally.bad <= mostBad * rowsRead) return
  const counts = tally.counts
    .slice(0, 5)
    .map(
      ({ rule, column, rows }) => `${rule}${column === undefined ? '' : ` in ${column}`} ${rows}`,
    )
    .join(', ')
  const first = tally.shown[0] === undefined ? '' : toFieldFault(tally.shown[0]).detail
  const percent = (100 * tally.bad) / rowsRead
  const share = percent < 10 ? percent.toPrecision(2) : percent.toFixed(1)
  throw new Problem(
    'snapshot-refused',
    `${tally.bad} of ${rowsRead} rows ${tally.bad === 1 ? 'is' : 'are'} faulty (${share} %: ${counts}); allowed is a share of ${mostBad}. The first: ${first}.`,
    {
      hint: 'Mend the rows, or allow a share with --max-bad: these rows are then put aside, with file, row and reason.',
      errors: tally.shown.map(toFieldFault),
    },
  )
}

/** @throws Problem `snapshot-refused` when the newest row is older than is allowed */
export function checkFresh(range: TimeRange | undefined, withinMs: number, now: number): void {
  const newest = range === undefined ? undefined : parseRfc3339(range.last)
  if (newest !== undefined && now - newest <= withinMs * 1000) return
  const found = range === undefined ? 'no event time' : `the newest row is of ${range.last}`
  const hours = withinMs / 3_600_000
  throw new Problem(
    'snapshot-refused',
    `The data is stale: ${found}; it must be within ${hours} h.`,
    {
      hint: 'Bring the data up to date, or allow more with --fresh-within.',
    },
  )
}

function toFieldFault({ file, row, column, found, expected }: Tally['shown'][number]): FieldFault {
  const place = column === undefined ? `row ${row}` : `row ${row}, column ${column}`
  const detail = `${file}, ${place}: found ${found}, expected ${expected}`
  return {
    code: 'data-unreadable',
    pointer: `/${row}${column === undefined ? '' : `/${column}`}`,
    detail,
  }
}
