import {
  aContender,
  aDataset,
  aRequest,
  randomOf,
  rowsAt,
  type SomeRows,
  training,
  withCopies,
} from '../some-rows.ts'
import { binary, day, type Planted, withId } from './planted-leak.ts'

/** Rows that were trained on. */
export const sharedRows: readonly Planted[] = [
  shared('a tenth of the rows are copies of trained ones', 'leak', (rows, random) =>
    copiesLater(rows, 0.1, random),
  ),
  shared('one of thirty rows is a copy of a trained one', 'leak', (rows, random) =>
    copiesLater(rows, 0.034, random),
  ),
  shared('each of some trained rows comes three times', 'leak', (rows, random) =>
    copiesLater(copiesLater(copiesLater(rows, 0.03, random), 0.03, random), 0.03, random),
  ),
  {
    ...{ name: 'copies of rows, where rows of a customer hang together', check: 'shared-rows' },
    severity: 'suspicion',
    request: (seed) => {
      const random = randomOf(seed)
      const rows = copiesLater(binary(seed), 0.2, () => random.nextFloat())
      return aRequest(rows, { hangTogether: true })
    },
  },
  {
    ...{ name: 'trained on a snapshot that holds rows which count', check: 'shared-rows' },
    severity: 'leak',
    request: (seed) => {
      const rows = binary(seed)
      const seen = rowsAt(
        rows,
        [...rows.times.keys()].filter((row) => row < 2000 || row % 10 === 0),
      )
      const trainingRows = aDataset(seen)
      const { fields } = aContender(rows)
      return aRequest(rows, {
        contenders: [{ name: 'rows@1', fields, trainingRows }],
      })
    },
  },
  {
    ...{ name: 'ids that were trained on', check: 'shared-rows', severity: 'leak' },
    request: (seed) => {
      const rows = binary(seed)
      const key = Float64Array.from(rows.times.keys(), (row) => (row % 100 === 99 ? 5 : row))
      return withId(rows, key)
    },
  },
]

function shared(
  name: string,
  severity: Planted['severity'],
  change: (rows: SomeRows, random: () => number) => SomeRows,
): Planted {
  return {
    ...{ name, severity, check: 'shared-rows' },
    request: (seed) => {
      const random = randomOf(seed)
      return aRequest(change(binary(seed), () => random.nextFloat()))
    },
  }
}

/** Copies of rows of the training window, at times that count; as many as a share of all rows. */
function copiesLater(rows: SomeRows, share: number, random: () => number): SomeRows {
  const trained = [...rows.times.keys()].filter(
    (row) => (rows.times[row] as number) < training.until,
  )
  const copied = trained.filter(() => random() < (share * rows.times.length) / trained.length)
  return withCopies(rows, copied, () => training.until + Math.floor(random() * 80 * day))
}
