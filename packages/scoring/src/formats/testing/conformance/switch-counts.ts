/** How many models have each switch of a format, and which pairs of switches ever met in one. */
export class SwitchCounts {
  readonly #counts = new Map<string, number>()
  readonly #pairs = new Set<string>()

  add(switches: readonly string[]): void {
    for (const [i, one] of switches.entries()) {
      this.#counts.set(one, (this.#counts.get(one) ?? 0) + 1)
      for (const other of switches.slice(i + 1)) this.#pairs.add(pairOf(one, other))
    }
  }

  /** Switches that fewer models have than asked. */
  rarerThan(least: number): readonly string[] {
    return this.#sorted().flatMap(([name, count]) => (count < least ? [name] : []))
  }

  /** Lines for a person: every switch with its count, then the pairs that never met. */
  describe(): readonly string[] {
    const names = this.#sorted().map(([name]) => name)
    const all = names.flatMap((one, i) => names.slice(i + 1).map((other) => [one, other] as const))
    const apart = new Map<string, string[]>()
    for (const [one, other] of all) {
      if (this.#pairs.has(pairOf(one, other))) continue
      if (isOneChoice(one, other)) continue
      apart.set(one, [...(apart.get(one) ?? []), other])
    }
    const possible = all.filter(([one, other]) => !isOneChoice(one, other)).length
    return [
      ...this.#sorted().map(([name, count]) => `  ${name}: ${count} models`),
      `  pairs of switches met: ${this.#pairs.size} of ${possible}; not met:`,
      ...[...apart].map(([one, others]) => `    ${one} with ${others.join(', ')}`),
    ]
  }

  #sorted(): readonly (readonly [string, number])[] {
    return [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1))
  }
}

/** Two objectives never meet: a model has one. */
function isOneChoice(one: string, other: string): boolean {
  return one.startsWith('objective ') && other.startsWith('objective ')
}

function pairOf(one: string, other: string): string {
  return one < other ? `${one}\n${other}` : `${other}\n${one}`
}
