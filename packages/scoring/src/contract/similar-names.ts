/**
 * Whether two names look like one name written in two ways: equal but for case and separators, or
 * one slip (a letter wrong, lacking, too many, or two exchanged) within one word of four letters or
 * more. Names whose digits differ are never similar: `lag_1` and `lag_2` are two things.
 */
export function isSimilarName(a: string, b: string): boolean {
  if (plain(a) === plain(b)) return plain(a) !== ''
  if (a.replace(/\D/g, '') !== b.replace(/\D/g, '')) return false
  const [left, right] = [wordsOf(a), wordsOf(b)]
  if (left.length !== right.length) return false
  const differing = left.flatMap((word, i) => (word === right[i] ? [] : [[word, right[i] ?? '']]))
  const [pair] = differing
  if (differing.length !== 1 || pair === undefined) return false
  const [one, other] = pair as [string, string]
  return Math.min(one.length, other.length) >= 4 && editDistance(one, other) === 1
}

/** The candidate nearest to a name, if one is near enough to be meant. */
export function findNearestName(name: string, candidates: Iterable<string>): string | undefined {
  let nearest: string | undefined
  let least = Math.min(4, Math.max(2, Math.ceil(name.length / 2)))
  for (const candidate of candidates) {
    if (plain(candidate) === plain(name)) return candidate
    if (Math.abs(candidate.length - name.length) >= least || name.length > 256) continue
    const distance = editDistance(plain(name), plain(candidate))
    if (distance < least) [nearest, least] = [candidate, distance]
  }
  return nearest
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
}

function wordsOf(name: string): readonly string[] {
  return name.toLowerCase().split(/[^\p{L}\p{N}]+/u)
}

/** Insertions, deletions, substitutions and exchanges of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let best = Math.min(substitution, at(last, j) + 1, at(row, j - 1) + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, at(beforeLast, j - 2) + 1)
      }
      row.push(best)
    }
    ;[beforeLast, last] = [last, row]
  }
  return at(last, b.length)
}

function at(row: readonly number[], i: number): number {
  return row[i] ?? Number.POSITIVE_INFINITY
}
