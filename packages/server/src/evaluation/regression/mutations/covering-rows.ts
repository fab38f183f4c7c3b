/**
 * For each set, one of its members, such that few different ones are taken: the member of the most sets
 * that have none yet, again and again (the greedy cover; V. Chvatal, "A greedy heuristic for the
 * set-covering problem", Mathematics of Operations Research 4, 1979). Of equals the smallest.
 */
export function coveringRows(
  sets: readonly (readonly number[])[],
): readonly (number | undefined)[] {
  const chosen: (number | undefined)[] = sets.map(() => undefined)
  const holders = new Map<number, number[]>()
  for (const [i, set] of sets.entries()) {
    for (const member of set) holders.set(member, [...(holders.get(member) ?? []), i])
  }
  const open = new Map([...holders].map(([member, own]) => [member, own.length]))
  for (;;) {
    const best = bestOf(open)
    if (best === undefined) return chosen
    for (const i of holders.get(best) ?? []) {
      if (chosen[i] !== undefined) continue
      chosen[i] = best
      for (const member of sets[i] ?? []) open.set(member, (open.get(member) ?? 1) - 1)
    }
  }
}

function bestOf(open: ReadonlyMap<number, number>): number | undefined {
  let best: number | undefined
  let most = 0
  for (const [member, count] of open) {
    const isBetter = count > most || (count === most && count > 0 && member < (best ?? member))
    if (isBetter) [best, most] = [member, count]
  }
  return best
}
