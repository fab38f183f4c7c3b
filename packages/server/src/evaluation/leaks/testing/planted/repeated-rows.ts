import { aRequest, honestRows, randomOf, withCopies } from '../some-rows.ts'
import { binary, type Planted, regression, withId } from './planted-leak.ts'

/** Rows that are there more than once. */
export const repeatedRows: readonly Planted[] = [
  {
    ...{ name: 'every row twice', check: 'repeated-rows', severity: 'suspicion' },
    request: (seed) => {
      const rows = honestRows(seed, 2000, 'binary')
      return aRequest(withCopies(rows, [...rows.times.keys()], (row) => rows.times[row] as number))
    },
  },
  {
    ...{
      name: 'one of twenty rows some times more',
      check: 'repeated-rows',
      severity: 'suspicion',
    },
    request: (seed) => {
      const rows = regression(seed)
      const random = randomOf(seed)
      const copied = [...rows.times.keys()]
        .filter(() => random.nextFloat() < 0.05)
        .flatMap((row) => Array.from({ length: 1 + random.nextBelow(4) }, () => row))
      return aRequest(withCopies(rows, copied, (row) => rows.times[row] as number))
    },
  },
  {
    ...{ name: 'one row a hundred times', check: 'repeated-rows', severity: 'suspicion' },
    request: (seed) => {
      const rows = binary(seed)
      const copied = Array.from({ length: 100 }, () => 3000)
      return aRequest(withCopies(rows, copied, (row) => rows.times[row] as number))
    },
  },
  {
    ...{ name: 'one id twice', check: 'repeated-rows', severity: 'leak' },
    request: (seed) => {
      const rows = binary(seed)
      return withId(
        rows,
        Float64Array.from(rows.times.keys(), (row) => (row === 3999 ? 3998 : row)),
      )
    },
  },
]
