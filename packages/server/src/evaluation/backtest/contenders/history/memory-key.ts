import type { SeriesMemory } from './types.ts'

/** Equal for memories that keep the same. */
export function keyOf({ column, keep, season }: SeriesMemory): string {
  return JSON.stringify([column ?? null, keep, season ?? null])
}
