/**
 * Memory for the rows of one turn, which belongs to whoever has the turn: endpoints and versions need
 * none of their own, which would be garbage with every change of a route.
 */
export class Scratch {
  #memory = new Float64Array(0)

  /** Room for so many numbers, with anything in it. */
  take(length: number): Float64Array {
    if (this.#memory.length < length) this.#memory = new Float64Array(length)
    return this.#memory.subarray(0, length)
  }
}
