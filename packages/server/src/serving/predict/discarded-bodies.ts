import { collectYoung } from '../../platform/collector.ts'

/** Few enough that the memory that is freed is still in the processor's caches when it is taken again. */
const mostBytes = 8 << 20

/**
 * Frees the memory of bodies that are let go unread. node:http hands them over as buffers whose bytes stand
 * outside of V8's heap, and V8 answers 64 MB of them with a collection of the whole heap: milliseconds every
 * few hundred refusals, and twice to three times the time of the refusals themselves. But all of them are
 * young, and to collect what is young takes a fraction of a millisecond.
 */
export class DiscardedBodies {
  #bytes = 0

  note(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes < mostBytes) return
    this.#bytes = 0
    collectYoung()
  }
}
