import { readdirSync, readFileSync } from 'node:fs'

/** Where fixtures/lightgbm/generate.py puts its models. */
export const fixtureFolder = new URL('../../../../fixtures/lightgbm/models/', import.meta.url)

/** A model file with LightGBM's own answers to hard rows. */
export interface SourceCase {
  readonly name: string
  readonly model: Uint8Array
  readonly rows: number
  readonly features: number
  readonly rawWidth: number
  readonly outputWidth: number
  readonly x: Float64Array
  readonly raw: Float64Array
  readonly output: Float64Array
}

/** Names of the cases in a folder. */
export function listCases(folder: URL): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return names.map((name) => name.slice(0, -'.json'.length)).sort()
}

export function readCase(folder: URL, name: string): SourceCase {
  const json = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'))
  const model = readFileSync(new URL(`${name}.txt`, folder))
  const doubles = { x: toDoubles(json.x), raw: toDoubles(json.raw), output: toDoubles(json.output) }
  return { ...json, ...doubles, name, model }
}

function toDoubles(base64: string): Float64Array {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'))
  return new Float64Array(bytes.buffer)
}
