import { mostCharacters } from '../../../ir/text/text-tables.ts'

/** First character of a range, and the one after its last. */
export type CharacterRange = readonly [start: number, end: number]

export type CharacterRanges = readonly CharacterRange[]

/** Ranges that climb and do not touch. */
export function united(ranges: CharacterRanges): CharacterRanges {
  const made: (readonly [number, number])[] = []
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = made.at(-1)
    if (last !== undefined && start <= last[1])
      made.splice(-1, 1, [last[0], Math.max(last[1], end)])
    else made.push([start, end])
  }
  return made
}

/** All characters but these. */
export function complementOf(ranges: CharacterRanges): CharacterRanges {
  const own = united(ranges)
  const ends = [0, ...own.map(([, end]) => end)]
  const starts = [...own.map(([start]) => start), mostCharacters]
  return ends.flatMap((start, i): CharacterRanges => {
    const end = starts[i] as number
    return start < end ? [[start, end]] : []
  })
}

export function isCharacterIn(ranges: CharacterRanges, character: number): boolean {
  return ranges.some(([start, end]) => character >= start && character < end)
}

/** One character as a range. */
export function only(character: string): CharacterRange {
  const code = character.codePointAt(0) as number
  return [code, code + 1]
}
