import { readdirSync, readFileSync } from 'node:fs'

/** Where fixtures/xgboost/generate.py puts its models. */
export const fixtureFolder = new URL('../../../../fixtures/xgboost/models/', import.meta.url)

/** A model file with XGBoost's own answers to hard rows. */
export interface SourceCase {
  readonly name: string
  readonly file: Uint8Array
  readonly xgboost: string
  readonly bestIteration: boolean
  /** What the model is made of. */
  readonly tags: readonly string[]
  readonly rows: number
  readonly features: number
  readonly rawWidth: number
  readonly outputWidth: number
  readonly x: Float64Array
  readonly raw: Float32Array
  readonly output: Float32Array
}

/** Names of the cases in a folder. */
export function listCases(folder: URL): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.case'))
  return names.map((name) => name.slice(0, -'.case'.length)).sort()
}

export function readCase(folder: URL, name: string): SourceCase {
  const json = JSON.parse(readFileSync(new URL(`${name}.case`, folder), 'utf8'))
  const arrays = {
    x: new Float64Array(decode(json.x)),
    raw: new Float32Array(decode(json.raw)),
    output: new Float32Array(decode(json.output)),
  }
  return { ...json, ...arrays, name, file: readFileSync(new URL(json.model, folder)) }
}

function decode(base64: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(base64, 'base64')).buffer
}
