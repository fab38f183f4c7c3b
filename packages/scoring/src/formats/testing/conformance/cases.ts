import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Where each format keeps its models, what made them, and which libraries answered. */
const fixtures = new URL('../../../../fixtures/', import.meta.url)

/** A model file with its source library's own answers to hard rows. */
export interface SourceCase {
  readonly name: string
  readonly model: Uint8Array
  /** The library and its version, as the case says; else the one its format pins. */
  readonly library?: string
  /** What of the format the model has, where its maker says. */
  readonly switches: readonly string[]
  /** The type that the source library answers in. */
  readonly float: 'f32' | 'f64'
  readonly rows: number
  readonly features: number
  readonly x: Float64Array
  readonly raw: Float64Array
  readonly output: Float64Array
}

/** The case files begin with this; models that are JSON too do not. */
const caseStart = '{"rows"'

/** The formats with fixtures: one folder each. */
export function listFormats(): readonly string[] {
  const folders = readdirSync(fixtures).filter((name) => existsSync(modelsOf(name)))
  return folders.sort()
}

export function folderOf(format: string): URL {
  return new URL(`${format}/`, fixtures)
}

export function modelsOf(format: string): URL {
  return new URL('models/', folderOf(format))
}

/** Every case of a folder: `NAME.json`, beside the file it names as `model`, else `NAME.txt`. */
export function* readCases(folder: URL): Generator<SourceCase> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  for (const file of names.sort()) {
    const text = readFileSync(new URL(file, folder), 'utf8')
    if (text.startsWith(caseStart)) yield toCase(file.slice(0, -'.json'.length), text, folder)
  }
}

function toCase(name: string, text: string, folder: URL): SourceCase {
  const json = JSON.parse(text)
  return {
    ...json,
    name,
    model: new Uint8Array(readFileSync(new URL(json.model ?? `${name}.txt`, folder))),
    switches: json.switches ?? [],
    float: json.float ?? 'f64',
    x: toDoubles(json.x),
    raw: toDoubles(json.raw),
    output: toDoubles(json.output),
  }
}

function toDoubles(base64: string): Float64Array {
  return new Float64Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer)
}
