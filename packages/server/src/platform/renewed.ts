// When the table of a Map or a Set of V8 is full, the next one hangs off it, and a table that has grown old
// keeps its entries, the next table and the entries of that until all garbage is collected: through a
// collection that lives long, whatever passes through it stays with it. These begin anew instead, with a
// table that hangs off none. For what comes and goes while the process lives.

/** A map of few entries at a time, each for a while. */
export class RenewedMap<K, V> {
  #map = new Map<K, V>()
  #removed = 0

  get size(): number {
    return this.#map.size
  }

  get(key: K): V | undefined {
    return this.#map.get(key)
  }

  set(key: K, value: V): void {
    this.#map.set(key, value)
  }

  /** Tells whether there was one. */
  delete(key: K): boolean {
    if (!this.#map.delete(key)) return false
    this.#removed++
    if (this.#removed > this.#map.size) {
      this.#map = new Map(this.#map)
      this.#removed = 0
    }
    return true
  }

  clear(): void {
    this.#map = new Map()
    this.#removed = 0
  }

  [Symbol.iterator](): IterableIterator<[K, V]> {
    return this.#map[Symbol.iterator]()
  }

  values(): IterableIterator<V> {
    return this.#map.values()
  }
}

/** A set of few members at a time, each for a while. */
export class RenewedSet<T> {
  readonly #members = new RenewedMap<T, undefined>()

  get size(): number {
    return this.#members.size
  }

  add(member: T): void {
    this.#members.set(member, undefined)
  }

  /** Tells whether it was a member. */
  delete(member: T): boolean {
    return this.#members.delete(member)
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (const [member] of this.#members) yield member
  }
}
