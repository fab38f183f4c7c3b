/** What a reply must at least be: enough to tell a wrong server or release from the right one. */
export type ReplyShape =
  | { readonly kind: 'object'; readonly keys: readonly string[] }
  | { readonly kind: 'list'; readonly keys: readonly string[] }

/** An object that has these keys, whatever else it has. */
export function objectWith(...keys: string[]): ReplyShape {
  return { kind: 'object', keys }
}

/** An array of objects that have these keys. */
export function listOf(...keys: string[]): ReplyShape {
  return { kind: 'list', keys }
}

/** What is wrong with a reply, or `undefined` when it has the shape. */
export function findMisfit(
  reply: unknown,
  shape: ReplyShape,
): { readonly found: string; readonly expected: string } | undefined {
  if (shape.kind === 'object') return misfitOfObject(reply, shape.keys, 'an object')
  if (!Array.isArray(reply)) return { found: describe(reply), expected: 'an array' }
  for (const [index, item] of reply.entries()) {
    const misfit = misfitOfObject(item, shape.keys, `an object at index ${index}`)
    if (misfit !== undefined) return misfit
  }
  return undefined
}

function misfitOfObject(value: unknown, keys: readonly string[], what: string) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { found: describe(value), expected: what }
  }
  const lacking = keys.find((key) => !Object.hasOwn(value, key))
  if (lacking === undefined) return undefined
  return { found: `${what} without "${lacking}"`, expected: `one with ${keys.join(', ')}` }
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  return Array.isArray(value) ? `an array of ${value.length}` : `a value of type ${typeof value}`
}
