const limit = 100

/** Faults in the order found; only the first hundred are kept, so that damage cannot flood a reply. */
export class Faults {
  readonly #found: string[] = []

  get isFull(): boolean {
    return this.#found.length >= limit
  }

  add(fault: string): void {
    if (this.#found.length < limit - 1) this.#found.push(fault)
    else if (this.#found.length < limit) this.#found.push('There are more faults than are shown.')
  }

  list(): readonly string[] {
    return [...this.#found]
  }
}
