import { writeParquet } from '../../datasets/testing/write-parquet.ts'

/** What the rows of `writeFlights` are. */
export interface FlightsLike {
  readonly file: string
  readonly rows: number
}

const hourMs = 3_600_000

/**
 * Rows that look like flights: `date` every six hours from 1 January 2001 on, `delay`, `distance`,
 * `origin`. Later hours and origin SEA are late more often; every 50th `delay` is missing.
 */
export async function writeFlights(folder: string, rows = 400): Promise<FlightsLike> {
  const index = [...Array(rows).keys()]
  const isLate = (i: number) => (i % 4) * 2 + (i % 7 === 0 ? 3 : 0) + ((i * 37) % 11) / 3 > 5
  await writeParquet(folder, 'flights.parquet', [
    {
      name: 'date',
      type: 'TIMESTAMP',
      data: index.map((i) => new Date(Date.UTC(2001, 0, 1) + i * 6 * hourMs)),
    },
    {
      name: 'delay',
      type: 'DOUBLE',
      nullable: true,
      data: index.map((i) => (i % 50 === 49 ? null : isLate(i) ? 30 : 5)),
    },
    { name: 'distance', type: 'DOUBLE', data: index.map((i) => 100 + ((i * 53) % 900)) },
    {
      name: 'origin',
      type: 'STRING',
      data: index.map((i) => ['SEA', 'ABQ', 'DEN'][i % 7 === 0 ? 0 : 1 + (i % 2)] ?? 'DEN'),
    },
  ])
  return { file: 'flights.parquet', rows }
}
