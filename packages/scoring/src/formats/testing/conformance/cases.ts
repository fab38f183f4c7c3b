import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { withTexts } from '../../../verification/text-parts.ts'

/** Where each format keeps its models, what made them, and which libraries answered. */
const fixtures = new URL('../../../../fixtures/', import.meta.url)

/** A model file with its source library's own answers to hard rows. */
export interface SourceCase {
  readonly name: string
  readonly model: Uint8Array
  /** The answers are those of the trees up to the best iteration. */
  readonly bestIteration: boolean
  /** The library and its version, as the case says; else the one its format pins. */
  readonly library?: string
  /** What of the format the model has, where its maker says. */
  readonly switches: readonly string[]
  /** The estimators that stand in the model, each with the settings that it has there. */
  readonly settings: Readonly<Record<string, readonly string[]>>
  /** The type that the source library answers in. */
  readonly float: 'f32' | 'f64'
  readonly rows: number
  readonly features: number
  readonly outputWidth: number
  /** By feature of categories: the texts that stand for the numbers of its column. */
  readonly texts: Readonly<Record<string, readonly string[]>>
  readonly x: Float64Array
  readonly raw: Float64Array
  readonly output: Float64Array
  /** The class that the source chooses, by its index. */
  readonly label?: Float64Array
  /** Of each margin, the sum of the absolute values of its terms. */
  readonly terms?: Float64Array
  /** Of a conversion: rows that the trained model answers too, and how many of them otherwise. */
  readonly runtimeAgainstSource?: {
    readonly rows: number
    readonly differ: number
    readonly largest: number
  } | null
}

/** Case files: `.case`, or `.json` beside a model that is no JSON. */
const caseFile = /^(?<name>.+)\.(?:case|json)$/

/** The formats with fixtures: one folder each, with models and a script that makes more of them. */
export function listFormats(): readonly string[] {
  const folders = readdirSync(fixtures).filter(
    (name) => existsSync(modelsOf(name)) && existsSync(new URL('fuzz.py', folderOf(name))),
  )
  return folders.sort()
}

export function folderOf(format: string): URL {
  return new URL(`${format}/`, fixtures)
}

export function modelsOf(format: string): URL {
  return new URL('models/', folderOf(format))
}

/** Names of the cases of a folder. */
export function listCases(folder: URL): readonly string[] {
  const files = readdirSync(folder)
  const hasCases = files.some((file) => file.endsWith('.case'))
  return files
    .filter((file) => !hasCases || file.endsWith('.case'))
    .flatMap((file) => caseFile.exec(file)?.groups?.['name'] ?? [])
    .sort()
}

/** A case of a folder; its model is the file it names, else `NAME.txt`. */
export function readCase(folder: URL, name: string): SourceCase {
  const file = ['case', 'json']
    .map((ending) => new URL(`${name}.${ending}`, folder))
    .find((url) => existsSync(url))
  if (file === undefined) throw new Error(`There is no case ${name} in ${folder}.`)
  return toCase(name, readFileSync(file, 'utf8'), folder)
}

/** Every case of a folder, one after the other. */
export function* readCases(folder: URL): Generator<SourceCase> {
  for (const name of listCases(folder)) yield readCase(folder, name)
}

function toCase(name: string, text: string, folder: URL): SourceCase {
  const json = JSON.parse(text)
  return {
    ...json,
    name,
    model: new Uint8Array(readFileSync(new URL(json.model ?? `${name}.txt`, folder))),
    ...(json.xgboost !== undefined && { library: `xgboost ${json.xgboost}` }),
    switches: json.switches ?? json.tags ?? [],
    settings: json.settings ?? {},
    float: bytesOf(json.raw).length === 8 * json.rows * json.rawWidth ? 'f64' : 'f32',
    bestIteration: json.bestIteration ?? false,
    texts: json.texts ?? {},
    x: withTexts(toDoubles(json.x, json.rows * json.features), json.features, json.strings),
    raw: toDoubles(json.raw, json.rows * json.rawWidth),
    output: toDoubles(json.output, json.rows * json.outputWidth),
    ...(json.label !== undefined && { label: toDoubles(json.label, json.rows) }),
    ...(json.terms !== undefined && { terms: toDoubles(json.terms, json.rows * json.rawWidth) }),
  }
}

/** Doubles, or floats as the doubles they are. */
function toDoubles(base64: string, count: number): Float64Array {
  const { buffer, length } = bytesOf(base64)
  if (length === 8 * count) return new Float64Array(buffer)
  return Float64Array.from(new Float32Array(buffer))
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(base64, 'base64'))
}
