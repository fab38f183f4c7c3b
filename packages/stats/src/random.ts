import { log } from './math/log.ts'

/** A source of random numbers that its seed determines entirely, on every engine. */
export interface Random {
  /** A whole number in 0..2^32 - 1. */
  nextUint32(): number
  /** A multiple of 2^-53 in [0, 1). */
  nextFloat(): number
  /**
   * A whole number in 0..limit - 1, each equally likely.
   *
   * @throws RangeError unless `limit` is a whole number in 1..2^53
   */
  nextBelow(limit: number): number
  /** A draw from the normal distribution with mean 0 and variance 1. */
  nextNormal(): number
  /** Puts the items in random order, in place, and returns them. */
  shuffle<Items extends { readonly length: number; [index: number]: unknown }>(items: Items): Items
}

const TWO_32 = 4294967296
const TWO_53 = 9007199254740992

/**
 * xoshiro128** with its state filled by splitmix64 from the seed.
 *
 * Source: D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", ACM
 * Transactions on Mathematical Software 47 (2021); prng.di.unimi.it. Period 2^128 - 1. Not for
 * secrets.
 *
 * @throws RangeError unless `seed` is a whole number in 0..2^53 - 1
 * @example createRandom(42).nextUint32() // 1776835114
 */
export function createRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`The seed is ${seed}; give a whole number from 0 to 2^53 - 1.`)
  }
  return randomFrom(xoshiro128(stateFromSeed(seed)))
}

/** xoshiro128** from an explicit state of four 32-bit words that are not all zero. */
export function xoshiro128(state: readonly [number, number, number, number]): () => number {
  let [a, b, c, d] = state
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotateLeft(d, 11)
    return result
  }
}

/** splitmix64: a new 64-bit number at each call. */
export function splitmix64(seed: bigint): () => bigint {
  let state = seed
  return () => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n)
    let z = state
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n)
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn)
    return z ^ (z >> 31n)
  }
}

function stateFromSeed(seed: number): [number, number, number, number] {
  const next = splitmix64(BigInt(seed))
  const first = next()
  const second = next()
  const word = (bits: bigint) => Number(BigInt.asUintN(32, bits))
  return [word(first), word(first >> 32n), word(second), word(second >> 32n)]
}

function rotateLeft(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}

function randomFrom(nextUint32: () => number): Random {
  const next53Bits = () => (nextUint32() >>> 5) * 67108864 + (nextUint32() >>> 6)
  const nextFloat = () => next53Bits() / TWO_53
  const nextBelow = (limit: number) => {
    if (!Number.isInteger(limit) || limit < 1 || limit > TWO_53) {
      throw new RangeError(`The limit is ${limit}; give a whole number from 1 to 2^53.`)
    }
    return limit <= TWO_32 ? below(limit, TWO_32, nextUint32) : below(limit, TWO_53, next53Bits)
  }
  return {
    nextUint32,
    nextFloat,
    nextBelow,
    nextNormal: normalSource(nextFloat),
    shuffle: (items) => shuffleWith(items, nextBelow),
  }
}

/** Draws again above the largest multiple of `limit`, so that no remainder is favoured. */
function below(limit: number, range: number, draw: () => number): number {
  const end = range - (range % limit)
  let bits = draw()
  while (bits >= end) bits = draw()
  return bits % limit
}

/** Marsaglia's polar method: two draws from a point in the unit disc; the second one is kept. */
function normalSource(nextFloat: () => number): () => number {
  let kept: number | undefined
  return () => {
    if (kept !== undefined) {
      const value = kept
      kept = undefined
      return value
    }
    let x = 0
    let y = 0
    let size = 0
    do {
      x = 2 * nextFloat() - 1
      y = 2 * nextFloat() - 1
      size = x * x + y * y
    } while (size >= 1 || size === 0)
    const factor = Math.sqrt((-2 * log(size)) / size)
    kept = y * factor
    return x * factor
  }
}

/** Fisher-Yates. */
function shuffleWith<Items extends { readonly length: number; [index: number]: unknown }>(
  items: Items,
  nextBelow: (limit: number) => number,
): Items {
  for (let i = items.length - 1; i > 0; i--) {
    const j = nextBelow(i + 1)
    const item = items[i]
    items[i] = items[j]
    items[j] = item
  }
  return items
}
