const double = new Float64Array(1)
const words = new Uint32Array(double.buffer)
/** Which half of a double holds sign and exponent: they are the second where bytes are little first. */
const high = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0

/** Bits of the fraction that tell cells apart: each is 1/64 of an octave wide. */
const fractionBits = 6
const shift = 20 - fractionBits
const exponentOf1 = 1023 << fractionBits

/**
 * The cell of a positive double: its exponent and the first bits of its fraction. Neighbours in one cell
 * differ by less than 1/64 of the smaller.
 */
export function cellOf(value: number): number {
  double[0] = value
  return (words[high] as number) >>> shift // the half is there
}

/** The least double of a cell. */
function leastOfCell(cell: number): number {
  words[1 - high] = 0
  words[high] = cell << shift
  return double[0] as number // just written
}

/** The middle of a cell. */
export function middleOfCell(cell: number): number {
  return (leastOfCell(cell) + leastOfCell(cell + 1)) / 2
}

/** Octaves below 1/2 in which small probabilities are told apart. */
const octaves = 24
const perSide = octaves << fractionBits
const firstCell = exponentOf1 - ((octaves + 1) << fractionBits)

/** Times this, what is above 1/2 is at least 1 and all else is below. */
const justBelow2 = 2 - Number.EPSILON

/** Cells of `probabilityCell`. */
export const probabilityCells = 2 * perSide

/**
 * The cell of a probability, ascending: as fine near 1 as near 0, where most of the scores of rare
 * events lie. On which side of 1/2 a score lies is chance, and so reckoned instead of branched on, as a
 * comparison or a minimum would.
 */
export function probabilityCell(value: number): number {
  const isUpper = (value * justBelow2) | 0
  const side = sideCell((1 - isUpper) * value + isUpper * (1 - value))
  return side + isUpper * (probabilityCells - 1 - 2 * side)
}

function sideCell(value: number): number {
  return Math.min(Math.max(cellOf(value) - firstCell, 0), perSide - 1)
}
