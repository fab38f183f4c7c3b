import { fileURLToPath } from 'node:url'
import { type Client, createClient } from '@ratchet-ml/client'
import { asyncBufferFromFile, parquetRead } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

const file = fileURLToPath(
  new URL('../../node_modules/vega-datasets/data/flights-3m.parquet', import.meta.url),
)
const firstRow = 2_500_000
const rowsAtOnce = 20_000
/** A second passes for every this many requests, in a slow wave so that the chart has a shape. */
const meanPerSecond = 40

interface Flight {
  readonly date: Date
  readonly distance: bigint
  readonly origin: string
  readonly destination: string
}

/** Sends real flights as single requests to the endpoint `flights`, until the signal comes. */
export async function replayFlights(url: string, signal: AbortSignal): Promise<void> {
  const client = createClient({ url })
  const flights = await readFlights()
  for (let sent = 0; !signal.aborted; sent++) {
    const flight = flights[sent % flights.length]
    if (flight !== undefined) await sendOne(client, flight, signal)
    await pause(delayMs(sent), signal)
  }
}

async function sendOne(client: Client, flight: Flight, signal: AbortSignal): Promise<void> {
  const { date, distance, origin, destination } = flight
  const hour = date.getUTCHours()
  const weekday = (date.getUTCDay() + 6) % 7
  const row = { hour, weekday, distance: Number(distance), origin, destination }
  try {
    await client.predict('flights', { rows: [row] })
  } catch (problem) {
    if (signal.aborted) return
    const why = problem instanceof Error ? problem.message : String(problem)
    process.stderr.write(`replay: ${why}\n`)
    await pause(1000, signal)
  }
}

async function readFlights(): Promise<readonly Flight[]> {
  const flights: Flight[] = []
  await parquetRead({
    file: await asyncBufferFromFile(file),
    compressors,
    columns: ['date', 'distance', 'origin', 'destination'],
    rowFormat: 'object',
    rowStart: firstRow,
    rowEnd: firstRow + rowsAtOnce,
    onComplete: (rows) => flights.push(...(rows as unknown as Flight[])),
  })
  return flights
}

function delayMs(sent: number): number {
  const wave = 1 + 0.6 * Math.sin(sent / 400)
  return 1000 / (meanPerSecond * wave)
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => resolve(clearTimeout(timer)), { once: true })
  })
}
