import type { Random } from '@ratchet-ml/stats'
import { chance } from './boundary-numbers.ts'
import { jsonText, mutateJson, RawJson, structuredCloneOf } from './mutate-json.ts'
import { decodeUbjson, encodeUbjson } from './ubjson.ts'

/** An XGBoost model after one or a few changes of what it says, in either of its two forms. */
export function mutateXgboost(
  bytes: Uint8Array,
  random: Random,
): { readonly bytes: Uint8Array; readonly how: string } {
  const document = structuredCloneOf(documentOf(bytes))
  const how = mutateJson(
    chance(random, 0.5) ? (aTree(document, random) ?? document) : document,
    random,
  )
  const changed = chance(random, 0.5)
    ? Buffer.from(jsonText(document))
    : encodeUbjson(document, random)
  return { bytes: changed, how }
}

const documents = new WeakMap<Uint8Array, unknown>()

/** The document of a sound model, read once. */
function documentOf(bytes: Uint8Array): unknown {
  const known = documents.get(bytes) ?? parse(bytes)
  documents.set(bytes, known)
  return known
}

function parse(bytes: Uint8Array): unknown {
  if (bytes[1] !== 34) return decodeUbjson(bytes)
  // JSON with NaN and infinities, as XGBoost writes it: each becomes a marked text, then itself.
  const text = Buffer.from(bytes).toString('utf8').replace(notJson, '"\\u0001$&"')
  return JSON.parse(text, (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith('\u0001') ? new RawJson(value.slice(1)) : value,
  )
}

const notJson = /(?<=[[,:])-?(?:NaN|Infinity)/g

/** One of the trees, so that half of the damage is where most of a file is. */
function aTree(document: unknown, random: Random): unknown {
  const booster = memberOf(memberOf(document, 'learner'), 'gradient_booster')
  const trees = memberOf(memberOf(memberOf(booster, 'gbtree') ?? booster, 'model'), 'trees')
  return Array.isArray(trees) && trees.length > 0
    ? trees[random.nextBelow(trees.length)]
    : undefined
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[key]
    : undefined
}
