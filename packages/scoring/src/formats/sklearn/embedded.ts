import { limits } from '../../ir/limits.ts'
import { getOp } from '../../ir/op-table.ts'
import { StepFields } from '../../ir/step-fields.ts'
import type { Tensor } from '../../ir/types.ts'
import type { PackageFiles } from '../../package/types.ts'
import { shown } from '../../shown.ts'
import { importCatboost } from '../catboost/import.ts'
import { detectFormat } from '../detect.ts'
import type { Imported } from '../imported.ts'
import { importLightgbm } from '../lightgbm/import.ts'
import { importXgboost } from '../xgboost/import.ts'
import { readCategoryTexts, recodeCategories } from './recode-categories.ts'
import { asModelRefusal, modelCorrupt } from './refuse.ts'

type Json = Readonly<Record<string, unknown>>

/** A program's JSON whose steps are all ops, with the numbers of the models that were in it. */
export interface Expanded {
  readonly program: Json
  readonly coefficients: ReadonlyMap<string, Tensor>
  /** Files that a step has read. */
  readonly used: ReadonlySet<string>
}

/**
 * Puts the steps of LightGBM, XGBoost and CatBoost models in the place of the steps `model` that name their
 * files. What such a step called `m` answers is read by later steps as `m.raw`, `m.value`,
 * `m.probability` and `m.label`; steps that nothing reads are left out.
 *
 * @throws Refusal naming the step, or the place within the model's file
 */
export function expandModels(program: unknown, place: string, files: PackageFiles): Expanded {
  const { steps, outputs } = (program ?? {}) as { steps?: unknown; outputs?: unknown }
  if (!Array.isArray(steps) || steps.length > limits.steps) {
    throw modelCorrupt(`${place}/steps`, shown(steps), `a list of at most ${limits.steps} steps`)
  }
  const expansion = new Expansion(files)
  const all = steps.flatMap((step: unknown, i) => expansion.take(step, `${place}/steps/${i}`))
  const named = renamedOutputs(outputs, expansion.names)
  return {
    program: { ...(program as Json), steps: withoutUnread(all, named), outputs: named },
    coefficients: expansion.coefficients,
    used: expansion.used,
  }
}

interface Expandable {
  readonly step: unknown
  /** Names of the values that it reads; of steps of embedded models alone. */
  readonly reads?: readonly string[]
  readonly out?: string
  readonly coefficients?: readonly string[]
}

class Expansion {
  readonly names = new Map<string, string>()
  readonly coefficients = new Map<string, Tensor>()
  readonly used = new Set<string>()
  readonly #files: PackageFiles

  constructor(files: PackageFiles) {
    this.#files = files
  }

  take(step: unknown, place: string): readonly Expandable[] {
    if (typeof step !== 'object' || step === null || Array.isArray(step)) return [{ step }]
    const json = step as Json
    if (json['op'] !== 'model') return [{ step: { ...json, ...this.#renamed(json['in']) } }]
    const fields = new StepFields(step, place)
    fields.raw('op')
    const [from, name, path] = [fields.name('in'), fields.name('out'), fields.raw('file')]
    const categories = readCategoryTexts(fields)
    fields.end()
    const bytes = typeof path === 'string' ? this.#files.get(path) : undefined
    if (typeof path !== 'string' || bytes === undefined) {
      throw modelCorrupt(`${place}/file`, shown(path), 'the path of a model of this archive')
    }
    this.used.add(path)
    const model = asModelRefusal(() => importEmbedded(bytes, `${place}/file`), path)
    const row = this.names.get(from) ?? from
    if (categories.size === 0) return this.#stepsOf(model, name, row)
    const recoded = recodeCategories(model.contract, categories, { name, from: row }, place)
    for (const [key, tensor] of recoded.coefficients) this.coefficients.set(key, tensor)
    return [...recoded.steps, ...this.#stepsOf(model, name, recoded.out)]
  }

  #renamed(names: unknown): { readonly in?: unknown } {
    if (names === undefined) return {}
    const renamed = (name: unknown) =>
      typeof name === 'string' ? (this.names.get(name) ?? name) : name
    return { in: Array.isArray(names) ? names.map(renamed) : renamed(names) }
  }

  #stepsOf({ program, coefficients }: Imported, name: string, from: string): Expandable[] {
    const inner = (value: string) => `${name}.${value}`
    for (const [key, tensor] of coefficients) this.coefficients.set(inner(key), tensor)
    // The first step of a program is its input.
    const row = program.steps[0]?.out
    const nameOf = (value: string) => (value === row ? from : inner(value))
    for (const [output, value] of Object.entries(program.outputs)) {
      this.names.set(inner(output), nameOf(value))
    }
    return program.steps.slice(1).map((step) => {
      const op = getOp(step.op)
      const keys = new Set(op.coefficients(step))
      const reads = op.inputs(step).map(nameOf)
      const plain = renameCoefficients(step, keys, inner) as Json
      return {
        step: { ...plain, in: Array.isArray(plain['in']) ? reads : reads[0], out: inner(step.out) },
        reads,
        out: inner(step.out),
        coefficients: [...keys].map(inner),
      }
    })
  }
}

/** Every text of a step that names one of its coefficients, whatever object it stands in. */
function renameCoefficients(
  value: unknown,
  keys: ReadonlySet<string>,
  inner: (key: string) => string,
): unknown {
  if (typeof value === 'string') return keys.has(value) ? inner(value) : value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    // Attributes with a closed list of words are no names.
    attributes.has(key) ? item : renameCoefficients(item, keys, inner),
  ])
  return Object.fromEntries(entries)
}

const attributes = new Set(['op', 'in', 'out', 'kind', 'comparison', 'accumulate', 'featureType'])

function importEmbedded(bytes: Uint8Array, place: string): Imported {
  const format = detectFormat(bytes)
  if (format === 'lightgbm-text') return importLightgbm(bytes)
  if (format === 'xgboost') return importXgboost(bytes)
  if (format === 'catboost') return importCatboost(bytes)
  const expected = 'a LightGBM, XGBoost or CatBoost model'
  throw modelCorrupt(place, `a file of the format ${format}`, expected)
}

function renamedOutputs(outputs: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof outputs !== 'object' || outputs === null || Array.isArray(outputs)) return outputs
  const entries = Object.entries(outputs).map(([output, value]: [string, unknown]) => [
    output,
    typeof value === 'string' ? (names.get(value) ?? value) : value,
  ])
  return Object.fromEntries(entries)
}

/** Leaves out steps of embedded models whose value nothing reads. */
function withoutUnread(all: readonly Expandable[], outputs: unknown): readonly unknown[] {
  const read = new Set<unknown>(Object.values((outputs ?? {}) as Json))
  const kept: unknown[] = []
  for (const { step, reads, out } of all.toReversed()) {
    if (out !== undefined && !read.has(out)) continue
    for (const name of reads ?? namesRead(step)) read.add(name)
    kept.push(step)
  }
  return kept.reverse()
}

function namesRead(step: unknown): readonly unknown[] {
  const names = (step as Json | null)?.['in']
  return Array.isArray(names) ? names : [names]
}
