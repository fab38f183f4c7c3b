import type { Random } from '@ratchet-ml/stats'
import { boundaryNumbers, chance, fewTimes, oneOf } from './boundary-numbers.ts'

/** JSON text put in as it is: numbers that JSON does not have, nesting without end. */
export class RawJson {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A place in a document: the object or list, and the key or index in it. */
interface Spot {
  readonly parent: Record<string, unknown> | unknown[]
  readonly key: string | number
}

type Change = (spot: Spot, root: unknown, random: Random) => void

const mostEntries = 20_000
/** A mutant is to be hostile by what it says, not by its size. */
const mostCharacters = 1_000_000
const nastyKeys = ['__proto__', 'constructor', 'toString', '', 'a/b~c', '\u0000', 'learner', 'op']
const otherKinds: readonly unknown[] = [null, true, false, '', 'x', 0, -1, 0.5, {}, [], [[]], [{}]]
const depths = [10, 200, 5_000, 100_000]

const changes: Readonly<Record<string, Change>> = {
  'number replaced': (spot, _, random) => {
    const text = oneOf(random, boundaryNumbers)
    const isText = typeof valueAt(spot) === 'string'
    put(spot, isText ? text : new RawJson(text.trim() === '' ? 'null' : text))
  },
  'number moved': (spot, _, random) => {
    const value = valueAt(spot)
    const moved = Number(value) + oneOf(random, [1, -1, 2, -2, 32, -32])
    if (Number.isFinite(moved)) put(spot, typeof value === 'string' ? String(moved) : moved)
  },
  dropped: ({ parent, key }) => {
    if (Array.isArray(parent)) parent.splice(Number(key), 1)
    else delete parent[key]
  },
  doubled: ({ parent, key }, _, random) => {
    const value = structuredCloneOf(valueAt({ parent, key }))
    if (Array.isArray(parent)) parent.splice(Number(key), 0, value)
    else put({ parent, key: oneOf(random, [...nastyKeys, `${key}2`]) }, value)
  },
  swapped: ({ parent, key }, _, random) => {
    const other = Array.isArray(parent)
      ? random.nextBelow(parent.length)
      : oneOf(random, Object.keys(parent))
    const [a, b] = [valueAt({ parent, key }), valueAt({ parent, key: other })]
    put({ parent, key }, b)
    put({ parent, key: other }, a)
  },
  'list shortened': (spot, _, random) => {
    const value = valueAt(spot)
    if (Array.isArray(value) && value.length > 0) value.length = random.nextBelow(value.length)
    else if (typeof value === 'string') put(spot, value.slice(0, random.nextBelow(8)))
  },
  'list lengthened': (spot, _, random) => {
    const value = valueAt(spot)
    if (!Array.isArray(value)) return
    const times = oneOf(random, [1, 1, 1, 10, 1000])
    const extra = value.slice(0, Math.max(1, Math.floor(mostEntries / times)))
    if (jsonText(extra).length * times > mostCharacters) return
    for (let i = 0; i < times; i++) {
      for (const item of extra) if (value.length < mostEntries) value.push(structuredCloneOf(item))
    }
  },
  'another kind': (spot, _, random) => {
    put(spot, structuredCloneOf(oneOf(random, otherKinds)))
  },
  grafted: (spot, root, random) => {
    put(spot, structuredCloneOf(valueAt(walk(root, random, 0.7) ?? spot)))
  },
  nested: (spot, _, random) => {
    const depth = oneOf(random, depths)
    const [open, shut] = oneOf(random, [
      ['[', ']'],
      ['{"a":', '}'],
    ])
    const end = chance(random, 0.8) ? `0${shut.repeat(depth)}` : ''
    put(spot, new RawJson(`${open.repeat(depth)}${end}`))
  },
  renamed: ({ parent, key }, _, random) => {
    if (Array.isArray(parent)) return
    const value = parent[key]
    delete parent[key]
    put({ parent, key: oneOf(random, nastyKeys) }, value)
  },
}

const names = Object.keys(changes)
/** Most damage of a document is in its numbers. */
const weighted = [...names, 'number replaced', 'number replaced', 'number moved', 'number moved']

/** Changes a JSON document in place, once or a few times. @returns what was done last */
export function mutateJson(root: unknown, random: Random): string {
  let how = ''
  for (let left = fewTimes(random); left > 0; left--) {
    how = oneOf(random, weighted)
    const spot = walk(root, random, how.startsWith('number') ? 1 : 0.85)
    // A name of the table.
    if (spot !== undefined) (changes[how] as Change)(spot, root, random)
  }
  return how
}

/** JSON text of a document, raw parts as they are. */
export function jsonText(value: unknown): string {
  if (value instanceof RawJson) return value.text
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value).map(
    ([key, one]) => `${JSON.stringify(key)}:${jsonText(one)}`,
  )
  return `{${members.join(',')}}`
}

/** Goes down from the root to a random spot; at each level with `share` further down. */
function walk(root: unknown, random: Random, share: number): Spot | undefined {
  let spot: Spot | undefined
  let value = root
  while (isContainer(value)) {
    const keys = Array.isArray(value) ? value.length : Object.keys(value).length
    if (keys === 0 || (spot !== undefined && !chance(random, share))) break
    const at = random.nextBelow(keys)
    spot = { parent: value, key: Array.isArray(value) ? at : (Object.keys(value)[at] as string) }
    value = valueAt(spot)
  }
  return spot
}

function isContainer(value: unknown): value is Record<string, unknown> | unknown[] {
  return typeof value === 'object' && value !== null && !(value instanceof RawJson)
}

function valueAt({ parent, key }: Spot): unknown {
  return (parent as Record<string | number, unknown>)[key]
}

/** As an own member, whatever its name. */
function put({ parent, key }: Spot, value: unknown): void {
  Object.defineProperty(parent, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  })
}

/** A copy of a document that can be changed apart. */
export function structuredCloneOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    // What is shared could be put into itself, and would then never end.
    return value.some(isContainer) ? value.map(structuredCloneOf) : value.slice()
  }
  if (!isContainer(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, structuredCloneOf(one)]),
  )
}
