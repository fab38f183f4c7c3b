import { namePattern, reservedAliases } from '@ratchet-ml/protocol'
import { isDigest } from '@ratchet-ml/scoring'
import type { Reference } from './types.ts'

/**
 * What a text says after the `@` of `name@…`: a number, a digest, `latest`, `champion`, `standby` or
 * an alias; `undefined` when it can be none of these.
 */
export function parseReference(text: string): Reference | undefined {
  if (isDigest(text)) return { kind: 'digest', digest: text }
  if (/^[1-9]\d{0,8}$/.test(text)) return { kind: 'number', version: Number(text) }
  if (text === 'latest') return { kind: 'latest' }
  if (text === 'champion' || text === 'standby') return { kind: 'route', place: text }
  return isLabel(text) ? { kind: 'alias', alias: text } : undefined
}

/** What keeps a text from being an alias. */
export type AliasFault = 'reserved' | 'malformed'

/** Aliases are names, but none that the route sets and none that reads as a version's number. */
export function judgeAlias(text: string): AliasFault | undefined {
  if (reservedAliases.some((reserved) => reserved === text)) return 'reserved'
  return isLabel(text) ? undefined : 'malformed'
}

/** Splits `name@reference`; `undefined` where there is no `@` with a model's name before it. */
export function splitReference(text: string): { model: string; reference: string } | undefined {
  const at = text.indexOf('@')
  if (at < 1 || at === text.length - 1) return undefined
  const model = text.slice(0, at)
  return namePattern.test(model) ? { model, reference: text.slice(at + 1) } : undefined
}

function isLabel(text: string): boolean {
  return namePattern.test(text) && !/^\d+$/.test(text)
}
