/** Pairs of places, counted from the end of a text, that are tried to tell levels apart. */
const placePairs = [0, 1, 2, 3].flatMap((one) =>
  [0, 1, 2, 3, 4, 5].filter((other) => other >= one).map((other) => [one, other] as const),
)
/** More levels than this are found by their whole text. */
const mostLevels = 4096

/**
 * The codes of levels that are texts, for columns of many values: two characters and the length say which
 * level a text may be, so that it is compared with one and not hashed. It keeps nothing of what it is asked.
 */
export class LevelCodes {
  readonly #all: ReadonlyMap<unknown, number>
  /** By slot a level and its code; the code is -1 where there is none. */
  readonly #levels: readonly string[]
  readonly #codes: Int32Array
  readonly #near: number
  readonly #far: number

  constructor(levels: readonly string[]) {
    this.#all = new Map(levels.map((level, code) => [level, code]))
    const table = bestTable(levels.length > mostLevels ? [] : levels)
    this.#levels = table.levels
    this.#codes = table.codes
    this.#near = table.near
    this.#far = table.far
  }

  /** -1 for a text that is none of the levels. */
  codeOf(text: string): number {
    if (text.length > this.#far) {
      const slot = slotOf(text, this.#near, this.#far) & (this.#codes.length - 1)
      if (this.#levels[slot] === text) return this.#codes[slot] as number
    }
    return this.#all.get(text) ?? -1
  }
}

interface Table {
  readonly levels: readonly string[]
  readonly codes: Int32Array
  readonly near: number
  readonly far: number
}

/** The table in which the most levels have a slot of their own; the others are found without it. */
function bestTable(levels: readonly string[]): Table {
  const size = 8 << (32 - Math.clz32(levels.length))
  let best = placeLevels(levels, size, placePairs[0] as readonly [number, number])
  for (const pair of placePairs) {
    if (best.placed === levels.length) break
    const other = placeLevels(levels, size, pair)
    if (other.placed > best.placed) best = other
  }
  return best.table
}

function placeLevels(
  levels: readonly string[],
  size: number,
  [near, far]: readonly [number, number],
): { readonly table: Table; readonly placed: number } {
  const slots = new Array<string>(size).fill('')
  const codes = new Int32Array(size).fill(-1)
  let placed = 0
  for (const [code, level] of levels.entries()) {
    const slot = slotOf(level, near, far) & (size - 1)
    if (level.length <= far || codes[slot] !== -1) continue
    slots[slot] = level
    codes[slot] = code
    placed++
  }
  return { table: { levels: slots, codes, near, far }, placed }
}

function slotOf(text: string, near: number, far: number): number {
  const { length } = text
  return text.charCodeAt(length - 1 - near) * 31 + text.charCodeAt(length - 1 - far) + length
}
