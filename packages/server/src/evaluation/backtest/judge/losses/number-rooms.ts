/** Room for a number of each row, one for each name, which is used again for the next rows. */
export class NumberRooms {
  readonly #rooms = new Map<string, Float64Array>()

  roomFor(name: string, count: number): Float64Array {
    const known = this.#rooms.get(name)
    const room = known !== undefined && known.length >= count ? known : new Float64Array(count)
    this.#rooms.set(name, room)
    return room.subarray(0, count)
  }
}
