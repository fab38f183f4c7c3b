import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The committed LightGBM model of the flights example. */
export const flightsModel = fileURLToPath(
  new URL('../../examples/flights/model/flights-january.txt', import.meta.url),
)

export interface ExpectedRow {
  readonly input: Readonly<Record<string, string | number>>
  readonly rawScore: number
  readonly probability: number
}

/** Real flights with the answers that LightGBM itself gave. */
export function expectedRows(): readonly ExpectedRow[] {
  const file = new URL('../../examples/flights/training/expected-rows.json', import.meta.url)
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const rows = Array.isArray(parsed) ? parsed : (parsed as { rows: unknown }).rows
  return rows as readonly ExpectedRow[] // made by the committed training script
}

export function toNdjson(rows: readonly ExpectedRow[]): string {
  return rows.map(({ input }) => `${JSON.stringify(input)}\n`).join('')
}

export function toCsv(rows: readonly ExpectedRow[]): string {
  const names = Object.keys(rows[0]?.input ?? {})
  const lines = rows.map(({ input }) => names.map((name) => input[name]).join(','))
  return `${[names.join(','), ...lines].join('\n')}\n`
}
