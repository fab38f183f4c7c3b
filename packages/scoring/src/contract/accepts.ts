import { shown } from '../shown.ts'
import { isSimilarName } from './similar-names.ts'
import {
  type Contract,
  type Field,
  type Level,
  mostTextCharacters,
  type OutputField,
} from './types.ts'

/** A way in which a version does not keep what its endpoint promises. */
export interface Incompatibility {
  /** JSON pointer within the version's contract. */
  readonly field: string
  readonly found: string
  readonly expected: string
}

export type Acceptance =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly reasons: readonly Incompatibility[] }

/**
 * Whether a version may answer for an endpoint: it takes every row that the endpoint takes, and
 * gives the same outputs in name, type, width and classes. What cannot be proved is refused.
 */
export function accepts(endpoint: Contract, version: Contract): Acceptance {
  const known = new Set(version.inputs.map((field) => field.name))
  const rows: EndpointRows = {
    endpoint,
    fields: new Map(endpoint.inputs.map((field) => [field.name, field])),
    strangers: endpoint.inputs.filter(({ name }) => !known.has(name)),
  }
  const reasons = [
    ...version.inputs.flatMap((field, i) => judgeInput(field, `/inputs/${i}`, rows)),
    ...judgeTensors(endpoint, version),
    ...judgeExtra(endpoint, version),
    ...judgeOutputs(endpoint, version),
    ...judgeClasses(endpoint, version),
  ]
  return reasons.length === 0 ? { kind: 'accepted' } : { kind: 'refused', reasons }
}

/** The rows of an endpoint, looked up once for all inputs of a version. */
interface EndpointRows {
  readonly endpoint: Contract
  readonly fields: ReadonlyMap<string, Field>
  /** Inputs that the version does not know. */
  readonly strangers: readonly Field[]
}

function judgeInput(field: Field, place: string, rows: EndpointRows): readonly Incompatibility[] {
  const own = rows.fields.get(field.name)
  if (own === undefined) return judgeUnknown(field, place, rows.endpoint)
  return [
    ...judgeMissing(field, own, place),
    ...judgeSimilar(field, own, place, rows.strangers),
    ...judgeValues(field, own, place),
  ]
}

/**
 * A field that the endpoint does not know is absent from its rows only where the endpoint refuses
 * surplus keys; otherwise a surplus key may bear its name, unchecked.
 */
function judgeUnknown(field: Field, place: string, endpoint: Contract): readonly Incompatibility[] {
  const found = `${field.role} ${shown(field.name)}`
  const isNeeded = field.missing === 'refuse'
  if (isNeeded || endpoint.extra === 'ignore') {
    return [{ field: place, found, expected: 'only inputs of the endpoint' }]
  }
  if (field.role !== 'feature') return []
  const similar = endpoint.inputs.find((one) => isSimilarName(one.name, field.name))
  if (similar === undefined) return []
  const expected = `the endpoint’s name ${shown(similar.name)}, or another that is not similar`
  return [{ field: `${place}/name`, found, expected }]
}

function judgeMissing(field: Field, own: Field, place: string): readonly Incompatibility[] {
  if (own.missing === 'refuse' || field.missing === 'accept') return []
  const expected = `accept, as the endpoint takes rows without ${field.name}`
  return [{ field: `${place}/missing`, found: 'refuse', expected }]
}

/**
 * A version refuses a row in which a feature lacks beside a surplus key of similar name. Where the
 * field is a feature of both, the endpoint does the same for keys that neither knows; what is left
 * are inputs of the endpoint that the version does not know.
 */
function judgeSimilar(
  field: Field,
  own: Field,
  place: string,
  strangers: readonly Field[],
): readonly Incompatibility[] {
  if (field.role !== 'feature' || own.missing === 'refuse') return []
  if (own.role !== 'feature') {
    return [{ field: `${place}/role`, found: 'feature', expected: own.role }]
  }
  const stranger = strangers.find(({ name }) => isSimilarName(name, field.name))
  if (stranger === undefined) return []
  const found = `${shown(field.name)} without ${shown(stranger.name)}`
  return [{ field: place, found, expected: 'both of two similar names, as the endpoint has' }]
}

function judgeValues(field: Field, own: Field, place: string): readonly Incompatibility[] {
  if (field.role === 'carried') return []
  const type = `${place}/type`
  if (own.role === 'carried') {
    const found = `a ${field.role} of type ${field.type}`
    return [{ field: `${place}/role`, found, expected: 'carried, as its values are not checked' }]
  }
  if (field.type === 'text' && isText(own)) return judgeLength(field, own, place)
  if (field.type === 'number' && own.type === 'integer') return judgeRange(field, own, place)
  if (field.type !== own.type) return [{ field: type, found: field.type, expected: own.type }]
  if (field.type === 'category') return judgeLevels(field, own, place)
  return judgeRange(field, own, place)
}

/** Whether all values are text, which a field of type text takes. */
function isText({ type, levels }: Field): boolean {
  return type === 'text' || (type === 'category' && typeof levels?.[0] === 'string')
}

/** Levels are short, and no feature: what a version reads of texts, an endpoint must take as texts. */
function judgeLength(field: Field, own: Field, place: string): readonly Incompatibility[] {
  if (field.role === 'feature' && own.type !== 'text') {
    return [{ field: `${place}/type`, found: 'text', expected: own.type }]
  }
  if (field.role !== 'feature') return []
  if (own.role !== 'feature') {
    const expected = `${own.role}, whose texts may be of any length`
    return [{ field: `${place}/role`, found: 'feature', expected }]
  }
  const { maximumLength: ours = mostTextCharacters } = own
  const { maximumLength: theirs = mostTextCharacters } = field
  if (theirs >= ours) return []
  const expected = `at least ${ours}`
  return [{ field: `${place}/maximumLength`, found: String(theirs), expected }]
}

function judgeRange(field: Field, own: Field, place: string): readonly Incompatibility[] {
  const limits = own.type === 'integer' ? safeIntegers : allNumbers
  const ours = { ...limits, ...own.range }
  const theirs = { ...(field.type === 'integer' ? safeIntegers : allNumbers), ...field.range }
  const reasons: Incompatibility[] = []
  if (theirs.minimum > Math.max(ours.minimum, limits.minimum)) {
    const expected = `at most ${ours.minimum}`
    reasons.push({ field: `${place}/range/minimum`, found: String(theirs.minimum), expected })
  }
  if (theirs.maximum < Math.min(ours.maximum, limits.maximum)) {
    const expected = `at least ${ours.maximum}`
    reasons.push({ field: `${place}/range/maximum`, found: String(theirs.maximum), expected })
  }
  return reasons
}

const allNumbers = { minimum: Number.NEGATIVE_INFINITY, maximum: Number.POSITIVE_INFINITY }
const safeIntegers = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }

function judgeLevels(field: Field, own: Field, place: string): readonly Incompatibility[] {
  const levels: readonly Level[] = field.levels ?? []
  const wanted: readonly Level[] = own.levels ?? []
  if (typeof levels[0] !== typeof wanted[0]) {
    const expected = `${typeof wanted[0] === 'string' ? 'text' : 'number'} levels`
    return [{ field: `${place}/levels`, found: `level ${shown(levels[0])}`, expected }]
  }
  if (field.unknownLevel === 'accept') return []
  if (own.unknownLevel === 'accept') {
    const expected = 'accept, as the endpoint takes unknown levels'
    return [{ field: `${place}/unknownLevel`, found: 'refuse', expected }]
  }
  const known = new Set(levels)
  const lacking = wanted.find((level) => !known.has(level))
  if (lacking === undefined) return []
  const expected = `the level ${shown(lacking)}, or unknown levels accepted`
  return [{ field: `${place}/levels`, found: `${levels.length} levels`, expected }]
}

/** Rows that come with arrays are only read where the same arrays are known. */
function judgeTensors(endpoint: Contract, version: Contract): readonly Incompatibility[] {
  const found = describeTensors(version)
  const expected = describeTensors(endpoint)
  return found === expected ? [] : [{ field: '/tensors', found, expected }]
}

function describeTensors({ tensors = [] }: Contract): string {
  if (tensors.length === 0) return 'no tensors'
  return tensors
    .map(({ name, shape }) => `${shown(name)} [${shape.join(', ')}]`)
    .sort()
    .join(', ')
}

function judgeExtra(endpoint: Contract, version: Contract): readonly Incompatibility[] {
  if (version.extra === 'ignore') return []
  if (endpoint.extra === 'ignore') {
    const expected = 'ignore, as the endpoint takes surplus keys'
    return [{ field: '/extra', found: 'refuse', expected }]
  }
  const known = new Set(version.inputs.map((field) => field.name))
  return endpoint.inputs
    .filter(({ name }) => !known.has(name))
    .map(({ name }) => ({
      field: '/inputs',
      found: `no input ${shown(name)}, and surplus keys refused`,
      expected: 'every input of the endpoint, or surplus keys ignored',
    }))
}

function judgeOutputs(endpoint: Contract, version: Contract): readonly Incompatibility[] {
  const found = describeOutputs(version.outputs)
  const expected = describeOutputs(endpoint.outputs)
  return found === expected ? [] : [{ field: '/outputs', found, expected }]
}

function describeOutputs(outputs: readonly OutputField[]): string {
  return outputs
    .map(({ name, type, width }) => `${name} (${type} of width ${width})`)
    .sort()
    .join(', ')
}

function judgeClasses(endpoint: Contract, version: Contract): readonly Incompatibility[] {
  const found = describeClasses(version.classes)
  const expected = describeClasses(endpoint.classes)
  return found === expected ? [] : [{ field: '/classes', found, expected }]
}

function describeClasses(classes: readonly Level[] | undefined): string {
  return classes === undefined ? 'classes by index' : JSON.stringify(classes)
}
