import type { Random } from '@ratchet-ml/stats'
import { oneOf } from './boundary-numbers.ts'

/** The parts of an archive by their paths. */
export type Files = Map<string, Uint8Array>
export type Change = (files: Files, random: Random) => void

export const dropPart: Change = (files, random) => {
  files.delete(oneOf(random, [...files.keys()]))
}

/** @param paths one of which is added, or overwritten */
export function addPart(paths: readonly string[]): Change {
  return (files, random) => {
    files.set(oneOf(random, paths), new Uint8Array(3))
  }
}

export const swapParts: Change = (files, random) => {
  const [a, b] = [oneOf(random, [...files.keys()]), oneOf(random, [...files.keys()])]
  const [first, second] = [files.get(a), files.get(b)]
  if (first !== undefined && second !== undefined) files.set(a, second).set(b, first)
}
