// Checksums as polynomials over GF(2), the highest power in the lowest bit, modulo that of CRC-32: what
// stands behind some bytes multiplies their checksum by x^8 for each of its own (zlib's `crc32_combine`).

const polynomial = 0xedb88320
const one = 0x80000000 | 0
const xToTheEighth = 0x00800000

/** x^(8n) at n / 4, once it was asked for: records are some hundred bytes long, and many of the same length. */
const known = new Int32Array(1024)

/**
 * CRC-32 of some bytes and others behind them.
 *
 * @param secondBytes how many the others are
 */
export function combineCrc(first: number, second: number, secondBytes: number): number {
  return (multiply(factorOf(secondBytes), first) ^ second) >>> 0
}

function factorOf(bytes: number): number {
  const i = bytes >>> 2
  if ((bytes & 3) !== 0 || i >= known.length) return power(bytes)
  if (known[i] === 0) known[i] = power(bytes)
  return known[i] as number
}

/** x^(8 exponent). */
function power(exponent: number): number {
  let product = one
  let square = xToTheEighth
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) product = multiply(square, product)
    square = multiply(square, square)
  }
  return product
}

/** Without branches, as which bits are set cannot be foreseen. */
function multiply(a: number, b: number): number {
  let product = 0
  let shifted = b
  for (let bits = a; bits !== 0; bits <<= 1) {
    product ^= shifted & (bits >> 31)
    shifted = (shifted >>> 1) ^ (polynomial & -(shifted & 1))
  }
  return product
}
