import { Refusal, type RefusalCode } from '../refusals.ts'
import { shown } from '../shown.ts'
import { findNearestName } from './similar-names.ts'

/** What a JSON value must look like, as data: the check, its messages and the JSON Schema follow. */
export type Shape = SimpleShape | ListShape | ObjectShape | EitherShape

export type SimpleShape =
  | {
      readonly kind: 'text'
      readonly pattern?: RegExp
      readonly means?: string
      /** Whether the text of no letters is one. */
      readonly empty?: boolean
    }
  | { readonly kind: 'number'; readonly minimum?: number; readonly maximum?: number }
  | { readonly kind: 'integer'; readonly minimum: number; readonly maximum: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'choice'; readonly of: readonly (string | number)[] }

interface ListShape {
  readonly kind: 'list'
  readonly of: Shape
  readonly minimum: number
  readonly maximum: number
}

interface ObjectShape {
  readonly kind: 'object'
  readonly required: Readonly<Record<string, Shape>>
  readonly optional: Readonly<Record<string, Shape>>
}

/** One of several; at most one of them an object. */
interface EitherShape {
  readonly kind: 'either'
  readonly of: readonly (SimpleShape | ObjectShape)[]
}

/** No text of a package's JSON parts is longer. */
export const maximumTextLength = 10_000

/** Whether a text can be a name or a level of a contract. */
export function isContractText(value: unknown, { mayBeEmpty = false } = {}): value is string {
  return isText(value, mayBeEmpty)
}

/**
 * Checks JSON that nobody vouches for.
 *
 * @param place what the JSON pointers in refusals start with
 * @throws Refusal with `code`, naming the place, what stands there and what should
 */
export function checkShape(shape: Shape, value: unknown, place: string, code: RefusalCode): void {
  const refuse = (expected: string, found = shown(value)) =>
    new Refusal({ code, place, found, expected })
  switch (shape.kind) {
    case 'list':
      if (!Array.isArray(value)) throw refuse('a list')
      if (value.length < shape.minimum || value.length > shape.maximum) {
        throw refuse(`${shape.minimum} to ${shape.maximum} entries`, `${value.length} entries`)
      }
      for (const [i, item] of value.entries()) checkShape(shape.of, item, `${place}/${i}`, code)
      return
    case 'object':
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw refuse('an object')
      }
      checkMembers(shape, value as Record<string, unknown>, place, code)
      return
    case 'either':
      checkEither(shape.of, value, place, code)
      return
    default:
      if (!fits(shape, value)) throw refuse(wording(shape))
  }
}

function fits(shape: SimpleShape, value: unknown): boolean {
  switch (shape.kind) {
    case 'text':
      return (
        isText(value, shape.empty === true) &&
        (shape.pattern === undefined || shape.pattern.test(value))
      )
    case 'number':
      return Number.isFinite(value) && isWithin(value as number, shape)
    case 'integer':
      return Number.isSafeInteger(value) && isWithin(value as number, shape)
    case 'boolean':
      return typeof value === 'boolean'
    case 'choice':
      return shape.of.some((choice) => choice === value)
  }
}

function isText(value: unknown, mayBeEmpty: boolean): value is string {
  return (
    typeof value === 'string' &&
    (mayBeEmpty || value.length > 0) &&
    value.length <= maximumTextLength &&
    value.isWellFormed()
  )
}

function isWithin(value: number, { minimum, maximum }: { minimum?: number; maximum?: number }) {
  return (minimum === undefined || value >= minimum) && (maximum === undefined || value <= maximum)
}

function checkMembers(
  { required, optional }: ObjectShape,
  value: Readonly<Record<string, unknown>>,
  place: string,
  code: RefusalCode,
): void {
  const known = { ...required, ...optional }
  for (const key of Object.keys(value)) {
    if (Object.hasOwn(known, key)) continue
    const near = findNearestName(key, Object.keys(known))
    const expected = near ?? `one of ${Object.keys(known).join(', ')}`
    throw new Refusal({ code, place, found: `the key ${shown(key)}`, expected })
  }
  for (const [key, shape] of Object.entries(known)) {
    const member = Object.hasOwn(value, key) ? value[key] : undefined
    if (member === undefined && Object.hasOwn(optional, key)) continue
    checkShape(shape, member, `${place}/${key}`, code)
  }
}

/** An object is judged as an object, so that the fault inside it is named. */
function checkEither(
  shapes: EitherShape['of'],
  value: unknown,
  place: string,
  code: RefusalCode,
): void {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  for (const shape of shapes) {
    if (shape.kind === 'object' && isObject) {
      checkShape(shape, value, place, code)
      return
    }
    if (shape.kind !== 'object' && fits(shape, value)) return
  }
  const expected = shapes.map(wording).join(' or ')
  throw new Refusal({ code, place, found: shown(value), expected })
}

function wording(shape: Shape): string {
  switch (shape.kind) {
    case 'text':
      return shape.means ?? 'a text'
    case 'number':
      return `a finite number${bounds(shape)}`
    case 'integer':
      return `a whole number${bounds(shape)}`
    case 'boolean':
      return 'true or false'
    case 'choice':
      return shape.of.map((choice) => JSON.stringify(choice)).join(' or ')
    case 'list':
      return 'a list'
    case 'object':
      return 'an object'
    case 'either':
      return shape.of.map(wording).join(' or ')
  }
}

function bounds({ minimum, maximum }: { minimum?: number; maximum?: number }): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`
  if (minimum !== undefined) return ` of at least ${minimum}`
  return maximum === undefined ? '' : ` of at most ${maximum}`
}
