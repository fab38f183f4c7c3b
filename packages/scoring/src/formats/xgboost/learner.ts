import { contractLimits } from '../../contract/contract-shape.ts'
import { isContractText, maximumTextLength } from '../../contract/shape.ts'
import { shown } from '../../shown.ts'
import { type Objective, readObjective } from './objective.ts'
import type { Section } from './section.ts'
import { readVersion, type Version } from './version.ts'

/** What a file says of its model as a whole. */
export interface Learner {
  readonly section: Section
  readonly version: Version
  readonly objective: Objective
  /** Margins per row: classes, targets, or one. */
  readonly margins: number
  /** Where the margins start, one for each. */
  readonly base: Float64Array
  readonly featureNames: readonly string[]
  /** The file names them itself. */
  readonly hasNames: boolean
  /** By feature; empty where the file does not say. */
  readonly featureTypes: readonly string[]
  /** Iterations are counted from 0; absent where the file names none. */
  readonly bestIteration?: number
}

const mostInteger = 0x7fffffff
/** A few bytes of a file can ask for so many margins of every row. */
const mostMargins = 100_000

/** Reads everything but the booster. @throws Refusal naming the place */
export function readLearner(root: Section): Learner {
  const version = readVersion(root)
  const section = root.section('learner')
  const parameters = section.section('learner_model_param')
  const classes = parameters.integer('num_class', { minimum: 0, maximum: mostMargins })
  const targets = parameters.has('num_target')
    ? parameters.integer('num_target', { minimum: 0, maximum: mostMargins })
    : 1
  const features = parameters.integer('num_feature', {
    minimum: 0,
    maximum: contractLimits.inputs,
  })
  if (features === 0) {
    const hint = 'train the model before saving it'
    throw parameters.refuse('num_feature', { found: '0', expected: 'at least one feature', hint })
  }
  if (classes > 1 && targets > 1) {
    const found = `${classes} classes of ${targets} targets`
    throw parameters.refuse('num_target', { found, expected: 'several classes or several targets' })
  }
  const margins = Math.max(classes, targets, 1)
  const objective = readObjective(section.section('objective').text('name'), margins, version)
  return {
    section,
    version,
    objective,
    margins,
    base: readBase(parameters, objective, { margins, version }),
    ...readNames(section, features),
    featureTypes: readTypes(section, features),
    ...readBestIteration(section),
  }
}

/** `5E-1` before 3.1, `[5E-1]` or one for each margin since. */
function readBase(
  parameters: Section,
  { name, toMargins }: Objective,
  { margins, version }: { margins: number; version: Version },
): Float64Array {
  const text = parameters.text('base_score')
  const words = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1).split(',') : [text]
  const scores = Float64Array.from(words, (word) => Math.fround(toNumber(word.trim())))
  if (scores.length !== 1 && scores.length !== margins) {
    const found = `${scores.length} base scores`
    throw parameters.refuse('base_score', { found, expected: `1 or ${margins}` })
  }
  if (!scores.every(Number.isFinite)) {
    throw parameters.refuse('base_score', { found: text, expected: 'finite numbers' })
  }
  const all = scores.length === margins ? scores : new Float64Array(margins).fill(scores[0] ?? 0)
  const base = toMargins(all, version)
  if (!base.some(Number.isNaN)) return base
  throw parameters.refuse('base_score', { found: text, expected: `scores in the range of ${name}` })
}

function toNumber(word: string): number {
  // No two parts can match the same digits: a long word that is no number is refused in one pass.
  return /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/.test(word) ? Number(word) : Number.NaN
}

function readNames(section: Section, features: number): Pick<Learner, 'featureNames' | 'hasNames'> {
  const given = section.has('feature_names') ? section.texts('feature_names') : []
  if (given.length === 0) {
    const featureNames = Array.from({ length: features }, (_, i) => `f${i}`)
    return { featureNames, hasNames: false }
  }
  if (given.length !== features) {
    const expected = `${features}, as num_feature says`
    throw section.refuse('feature_names', { found: `${given.length} names`, expected })
  }
  const seen = new Set<string>()
  for (const [i, name] of given.entries()) {
    if (seen.has(name)) {
      const detail = { found: `${shown(name)} a second time`, expected: 'it once' }
      throw section.refuse(`feature_names/${i}`, detail)
    }
    if (!isContractText(name)) {
      const expected = `a name of 1 to ${maximumTextLength} characters`
      throw section.refuse(`feature_names/${i}`, { found: shown(name), expected })
    }
    seen.add(name)
  }
  return { featureNames: given, hasNames: true }
}

function readTypes(section: Section, features: number): readonly string[] {
  const types = section.has('feature_types') ? section.texts('feature_types') : []
  if (types.length === 0 || types.length === features) return types
  const expected = `${features}, as num_feature says`
  throw section.refuse('feature_types', { found: `${types.length} types`, expected })
}

function readBestIteration(section: Section): Pick<Learner, 'bestIteration'> {
  if (!section.has('attributes')) return {}
  const attributes = section.section('attributes')
  if (!attributes.has('best_iteration')) return {}
  return {
    bestIteration: attributes.integer('best_iteration', { minimum: 0, maximum: mostInteger }),
  }
}
