import { bytesOf, type Html } from './element.ts'
import type { Part } from './section.ts'

/** Which parts fit, each where it belongs, and which were left out. */
export interface FittedParts {
  readonly made: ReadonlyMap<Part, Html>
  readonly omitted: readonly Part[]
}

/** Several parts too large one after the other: what comes later is hardly smaller. */
const mostMisfits = 6

/** Gives room to parts by rank, then in their order, until no more fits. */
export function fitParts(parts: readonly Part[], roomBytes: number): FittedParts {
  const made = new Map<Part, Html>()
  let room = roomBytes
  let misfits = 0
  const ranked = [...parts].sort((a, b) => a.rank - b.rank)
  for (const part of ranked) {
    if (misfits >= mostMisfits) break
    const html = part.make()
    const bytes = bytesOf(html)
    if (bytes > room) {
      misfits += 1
      continue
    }
    misfits = 0
    made.set(part, html)
    room -= bytes
  }
  return { made, omitted: parts.filter((part) => !made.has(part)) }
}
