import { createHash } from 'node:crypto'
import type { Check } from '@ratchet-ml/protocol'
import { canonicalJson } from '@ratchet-ml/scoring'
import type { CheckContent } from './types.ts'

/** The digest of everything that a check says. */
export function checkId(content: CheckContent): Check['id'] {
  return `sha256:${createHash('sha256').update(canonicalJson(content)).digest('hex')}`
}

/** A check under its name. */
export function toCheck(content: CheckContent): Check {
  return { ...content, id: checkId(content) }
}
