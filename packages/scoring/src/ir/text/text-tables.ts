import { corrupt } from '../../corrupt.ts'
import { decodeUtf8 } from '../../platform-globals.ts'
import { checkOffsets, int32Of, placeOf, uint8Of, uint32Of } from '../tensors.ts'
import type { TextFold, TextList } from '../text-steps.ts'
import type { Coefficients } from '../types.ts'

/** One more than the largest code point. */
export const mostCharacters = 0x110000

/** Whether a character is in a range table. */
export function isInRanges(ranges: Uint32Array, character: number): boolean {
  let [low, high] = [0, ranges.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ranges[middle] as number) <= character) low = middle + 1
    else high = middle
  }
  return low % 2 === 1
}

/** Where a key stands among climbing ones; -1 where it does not. */
export function findKey(keys: Uint32Array, key: number): number {
  let [low, high] = [0, keys.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((keys[middle] as number) < key) low = middle + 1
    else high = middle
  }
  return keys[low] === key ? low : -1
}

/** @throws Refusal unless the coefficient is a range table */
export function checkRanges(coefficients: Coefficients, name: string): void {
  const ranges = uint32Of(coefficients, name)
  if (ranges.length % 2 !== 0) {
    throw corrupt(placeOf(name), `${ranges.length} numbers`, 'pairs: begin and end of each range')
  }
  checkClimbing(name, ranges, mostCharacters)
}

/** @throws Refusal unless the coefficients say what each key becomes */
export function checkFold(coefficients: Coefficients, fold: TextFold): void {
  const keys = uint32Of(coefficients, fold.keys)
  checkClimbing(fold.keys, keys, mostCharacters - 1)
  const characters = uint32Of(coefficients, fold.characters)
  const offsets = int32Of(coefficients, fold.offsets, [keys.length + 1])
  checkOffsets(fold.offsets, offsets, characters.length)
  const stray = characters.findIndex((c) => c >= mostCharacters || (c >= 0xd800 && c < 0xe000))
  if (stray >= 0) {
    throw corrupt(placeOf(fold.characters, stray), String(characters[stray]), 'a character')
  }
  if (fold.dropped !== undefined) checkRanges(coefficients, fold.dropped)
  if (fold.finalSigma === undefined) return
  checkRanges(coefficients, fold.finalSigma.cased)
  checkRanges(coefficients, fold.finalSigma.ignorable)
}

/** @throws Refusal unless the coefficients hold texts, none of them twice */
export function checkTexts(coefficients: Coefficients, list: TextList): void {
  const texts = textsOfList(coefficients, list)
  const seen = new Set(texts)
  if (seen.size === texts.length) return
  throw corrupt(placeOf(list.bytes), 'a text that stands twice', 'each text once')
}

// Long lists are asked for row by row; what is made of memory is found by it, and goes when it goes.
const listsByBytes = new WeakMap<Uint8Array, readonly string[]>()

/** The texts of a list. @throws Refusal where the coefficients hold none */
export function textsOfList(coefficients: Coefficients, list: TextList): readonly string[] {
  const bytes = uint8Of(coefficients, list.bytes)
  const known = listsByBytes.get(bytes)
  if (known !== undefined) return known
  const offsets = int32Of(coefficients, list.offsets)
  if (offsets.length === 0) throw corrupt(placeOf(list.offsets), 'no number', 'one and more')
  checkOffsets(list.offsets, offsets, bytes.length)
  const texts: string[] = []
  for (let i = 0; i + 1 < offsets.length; i++) {
    const text = decodeUtf8(bytes.subarray(offsets[i], offsets[i + 1]))
    if (text === undefined) throw corrupt(placeOf(list.offsets, i), 'no UTF-8', 'texts in UTF-8')
    texts.push(text)
  }
  listsByBytes.set(bytes, texts)
  return texts
}

/** How many texts a list has. */
export function lengthOfList(coefficients: Coefficients, list: TextList): number {
  return int32Of(coefficients, list.offsets).length - 1
}

function checkClimbing(name: string, numbers: Uint32Array, most: number): void {
  for (let i = 0; i < numbers.length; i++) {
    const [here, least] = [numbers[i] as number, i === 0 ? 0 : (numbers[i - 1] as number) + 1]
    if (here >= least && here <= most) continue
    throw corrupt(placeOf(name, i), String(here), `${least} to ${most}`)
  }
}
