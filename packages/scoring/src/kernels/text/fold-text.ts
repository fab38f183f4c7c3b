import { int32Of, uint32Of } from '../../ir/tensors.ts'
import { isInRanges } from '../../ir/text/text-tables.ts'
import type { TextFold } from '../../ir/text-steps.ts'
import type { Coefficients } from '../../ir/types.ts'
import { encodeUtf8Into } from '../../platform-globals.ts'

/** Characters of a text, code points, in memory that is used again. */
export class Characters {
  codes = new Int32Array(1024)
  length = 0

  /** Makes room for so many characters; those that are there are lost. */
  clear(size: number): void {
    if (size > this.codes.length) this.codes = new Int32Array(Math.max(size, 2 * this.codes.length))
    this.length = 0
  }
}

const [capitalSigma, smallSigma, finalSigma] = [0x3a3, 0x3c3, 0x3c2]

/** Writes the characters of a text after folding, as the steps before TextCountsStep's terms say. */
export type FoldText = (text: string, into: Characters) => void

export function textFolder(coefficients: Coefficients, fold: TextFold | undefined): FoldText {
  const table = foldTable(coefficients, fold)
  const bytes = { data: new Uint8Array(1024) }
  return (text, into) => {
    into.clear(text.length * table.mostPerCharacter)
    if (text.length > bytes.data.length) bytes.data = new Uint8Array(2 * text.length)
    const isAscii = encodeUtf8Into(text, bytes.data) === text.length
    if (isAscii && table.isPlainAscii) foldAscii(bytes.data, text.length, table.single, into)
    else foldCharacters(text, table, into)
  }
}

interface FoldTable {
  /**
   * By character, those of 16 bits and more: what it becomes, ~list where that is not one character, or
   * `pair` where it may be half of one; beyond, it stays, or is dropped.
   */
  readonly single: Int32Array
  readonly lists: readonly Int32Array[]
  readonly mostPerCharacter: number
  /** Of characters beyond `single`, those that become none. */
  readonly dropped: Uint32Array
  /** Each of the first 128 becomes one character. */
  readonly isPlainAscii: boolean
  readonly isFinalSigma: ((text: string, at: number) => boolean) | undefined
}

/** Where a surrogate pair may begin. */
const pair = -0x80000000

function foldTable(coefficients: Coefficients, fold: TextFold | undefined): FoldTable {
  const keys = fold === undefined ? new Uint32Array() : uint32Of(coefficients, fold.keys)
  const size = Math.max(0x10000, (keys.at(-1) ?? 0) + 1)
  const single = Int32Array.from({ length: size }, (_, character) => character)
  const lists: Int32Array[] = [new Int32Array()]
  let dropped = new Uint32Array()
  if (fold?.dropped !== undefined) dropped = Uint32Array.from(uint32Of(coefficients, fold.dropped))
  for (let i = 0; i < dropped.length; i += 2) single.fill(~0, dropped[i], dropped[i + 1])
  if (fold !== undefined) setKeys(single, lists, coefficients, fold)
  const isPlainAscii = single.subarray(0, 128).every((character) => character >= 0)
  const mostPerCharacter = lists.reduce((most, list) => Math.max(most, list.length), 1)
  const table = { single, lists, mostPerCharacter, dropped, isPlainAscii }
  single.fill(pair, 0xd800, 0xdc00)
  if (fold?.finalSigma === undefined) return { ...table, isFinalSigma: undefined }
  // It becomes one of the two others first; which one, the letters around it say.
  single[capitalSigma] = ~lists.length
  const cased = uint32Of(coefficients, fold.finalSigma.cased)
  const ignorable = uint32Of(coefficients, fold.finalSigma.ignorable)
  const isFinalSigma = (text: string, at: number) =>
    isLetterBefore(text, at, cased, ignorable) && !isLetterAfter(text, at + 1, cased, ignorable)
  return { ...table, isFinalSigma }
}

function setKeys(
  single: Int32Array,
  lists: Int32Array[],
  coefficients: Coefficients,
  fold: TextFold,
): void {
  const offsets = int32Of(coefficients, fold.offsets)
  const characters = Int32Array.from(uint32Of(coefficients, fold.characters))
  for (const [i, key] of uint32Of(coefficients, fold.keys).entries()) {
    const list = characters.subarray(offsets[i], offsets[i + 1])
    single[key] = list.length === 1 ? (list[0] as number) : ~(lists.push(list) - 1)
  }
}

function foldAscii(bytes: Uint8Array, length: number, single: Int32Array, into: Characters): void {
  const { codes } = into
  for (let i = 0; i < length; i++) codes[i] = single[bytes[i] as number] as number
  into.length = length
}

function foldCharacters(text: string, table: FoldTable, into: Characters): void {
  const { single } = table
  const { codes } = into
  into.length = 0
  for (let i = 0; i < text.length; i++) {
    const folded = single[text.charCodeAt(i)] as number
    if (folded >= 0) codes[into.length++] = folded
    else i += foldOther(text, i, table, into)
  }
}

/** A character that does not become one of 16 bits. @returns the units that it takes beyond one */
function foldOther(text: string, at: number, table: FoldTable, into: Characters): number {
  const { single, lists, dropped, isFinalSigma } = table
  const found = text.codePointAt(at) as number
  const isSigma = found === capitalSigma && isFinalSigma !== undefined
  const character = isSigma ? (isFinalSigma(text, at) ? finalSigma : smallSigma) : found
  const units = character > 0xffff ? 1 : 0
  const isBeyond = character >= single.length
  if (isBeyond && isInRanges(dropped, character)) return units
  const folded = isBeyond ? character : (single[character] as number)
  // A half without its other half stays, unless it becomes something.
  if (folded === pair) into.codes[into.length++] = character
  else if (folded >= 0) into.codes[into.length++] = folded
  else {
    const list = lists[~folded] as Int32Array
    into.codes.set(list, into.length)
    into.length += list.length
  }
  return units
}

function isLetterBefore(
  text: string,
  at: number,
  cased: Uint32Array,
  ignorable: Uint32Array,
): boolean {
  let end = at
  while (end > 0) {
    const low = text.charCodeAt(end - 1)
    const isPair = low >= 0xdc00 && low < 0xe000 && (text.codePointAt(end - 2) ?? 0) > 0xffff
    end -= isPair ? 2 : 1
    const character = text.codePointAt(end) as number
    if (!isInRanges(ignorable, character)) return isInRanges(cased, character)
  }
  return false
}

function isLetterAfter(
  text: string,
  at: number,
  cased: Uint32Array,
  ignorable: Uint32Array,
): boolean {
  let start = at
  while (start < text.length) {
    const character = text.codePointAt(start) as number
    if (!isInRanges(ignorable, character)) return isInRanges(cased, character)
    start += character > 0xffff ? 2 : 1
  }
  return false
}
