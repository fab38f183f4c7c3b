/** More is not kept: 16 MB. */
const MOST_KEPT = 2097152

/**
 * Room for numbers that is used again and again, as memory that is let go of has to be collected. What is
 * given is valid until the next time that something is asked for.
 */
export function createScratch(): (length: number) => Float64Array<ArrayBuffer> {
  let room = new Float64Array(0)
  return (length) => {
    if (length > MOST_KEPT) return new Float64Array(length)
    if (room.length < length) {
      room = new Float64Array(Math.min(MOST_KEPT, Math.max(length, 2 * room.length)))
    }
    return room.subarray(0, length)
  }
}
