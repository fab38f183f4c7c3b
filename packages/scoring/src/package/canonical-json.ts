/** Deeper nesting than this is no document of ours. */
const maximumDepth = 128

/**
 * JSON in the canonical form of RFC 8785: no white space, keys in the order of their UTF-16 units,
 * numbers and strings as ECMAScript writes them. Equal values give equal text on every machine.
 * Members that are `undefined` are left out, as in `JSON.stringify`.
 *
 * @throws TypeError for what JSON cannot say: NaN, infinities, lone surrogates, bigint, functions,
 * `undefined` in an array, objects that are not plain, nesting beyond 128 levels (and so cycles)
 * @example canonicalJson({ b: 1e2, a: '€' }) // '{"a":"€","b":100}'
 */
export function canonicalJson(value: unknown): string {
  return write(value, '', 0)
}

function write(value: unknown, pointer: string, depth: number): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return writeNumber(value, pointer)
  if (typeof value === 'string') return writeText(value, pointer)
  if (typeof value !== 'object') throw refused(pointer, typeof value)
  if (depth === maximumDepth) throw refused(pointer, `nesting beyond ${maximumDepth} levels`)
  if (Array.isArray(value)) return writeArray(value, pointer, depth + 1)
  if (!isPlain(value)) throw refused(pointer, 'an object that is not plain')
  return writeObject(value, pointer, depth + 1)
}

function writeNumber(value: number, pointer: string): string {
  if (!Number.isFinite(value)) throw refused(pointer, String(value))
  return JSON.stringify(value)
}

function writeText(value: string, pointer: string): string {
  if (!value.isWellFormed()) throw refused(pointer, 'a lone surrogate')
  return JSON.stringify(value)
}

function writeArray(items: readonly unknown[], pointer: string, depth: number): string {
  return `[${Array.from(items, (item, i) => write(item, `${pointer}/${i}`, depth)).join(',')}]`
}

function writeObject(value: object, pointer: string, depth: number): string {
  const members: string[] = []
  // The default sort compares UTF-16 units, as RFC 8785 section 3.2.3 wants.
  for (const key of Object.keys(value).sort()) {
    const member: unknown = (value as Record<string, unknown>)[key]
    if (member === undefined) continue
    const place = `${pointer}/${key}`
    members.push(`${writeText(key, place)}:${write(member, place, depth)}`)
  }
  return `{${members.join(',')}}`
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function refused(pointer: string, found: string): TypeError {
  return new TypeError(`${pointer === '' ? 'the value' : pointer}: JSON cannot say ${found}`)
}
