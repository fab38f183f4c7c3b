import { int32Of, uint32Of } from '../../ir/tensors.ts'
import { isInRanges } from '../../ir/text/text-tables.ts'
import type { TextFold } from '../../ir/text-steps.ts'
import type { Coefficients } from '../../ir/types.ts'

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
  if (fold === undefined) return (text, into) => readFolded(text, into, unfolded)
  const table = foldTable(coefficients, fold)
  return (text, into) => readFolded(text, into, table)
}

interface FoldTable {
  /** By character: what it becomes, or ~list where that is not one character; beyond, it stays. */
  readonly single: Int32Array
  readonly lists: readonly Int32Array[]
  readonly mostPerCharacter: number
  /** Of characters beyond `single`, those that become none. */
  readonly dropped: Uint32Array
  readonly isFinalSigma: ((text: string, at: number) => boolean) | undefined
}

const unfolded: FoldTable = {
  ...{ single: new Int32Array(), lists: [], mostPerCharacter: 1, dropped: new Uint32Array() },
  isFinalSigma: undefined,
}

function foldTable(coefficients: Coefficients, fold: TextFold): FoldTable {
  const keys = uint32Of(coefficients, fold.keys)
  const offsets = int32Of(coefficients, fold.offsets)
  const characters = Int32Array.from(uint32Of(coefficients, fold.characters))
  const dropped =
    fold.dropped === undefined ? new Uint32Array() : uint32Of(coefficients, fold.dropped)
  const last = Math.max(keys.at(-1) ?? 0, capitalSigma)
  const single = Int32Array.from({ length: last + 1 }, (_, character) => character)
  const lists: Int32Array[] = [new Int32Array()]
  for (let i = 0; i < dropped.length; i += 2) single.fill(~0, dropped[i], dropped[i + 1])
  for (const [i, key] of keys.entries()) {
    const list = characters.subarray(offsets[i], offsets[i + 1])
    single[key] = list.length === 1 ? (list[0] as number) : ~(lists.push(list) - 1)
  }
  const mostPerCharacter = lists.reduce((most, list) => Math.max(most, list.length), 1)
  const table = { single, lists, mostPerCharacter, dropped }
  if (fold.finalSigma === undefined) return { ...table, isFinalSigma: undefined }
  // It becomes one of the two others first; which one, the letters around it say.
  single[capitalSigma] = ~lists.length
  const cased = uint32Of(coefficients, fold.finalSigma.cased)
  const ignorable = uint32Of(coefficients, fold.finalSigma.ignorable)
  const isFinalSigma = (text: string, at: number) =>
    isLetterBefore(text, at, cased, ignorable) && !isLetterAfter(text, at + 1, cased, ignorable)
  return { ...table, isFinalSigma }
}

function readFolded(text: string, into: Characters, table: FoldTable): void {
  const { single } = table
  into.clear(text.length * table.mostPerCharacter)
  const { codes } = into
  const known = single.length
  let length = 0
  for (let i = 0; i < text.length; i++) {
    let character = text.charCodeAt(i)
    if (character >= 0xd800 && character < 0xdc00) {
      character = text.codePointAt(i) as number
      if (character > 0xffff) i++
    }
    const folded = character < known ? (single[character] as number) : character
    if (character >= known && isInRanges(table.dropped, character)) continue
    if (folded >= 0) codes[length++] = folded
    else length = writeList(table, text, i, folded, codes, length)
  }
  into.length = length
}

function writeList(
  { single, lists, isFinalSigma }: FoldTable,
  text: string,
  at: number,
  folded: number,
  codes: Int32Array,
  length: number,
): number {
  let list = lists[~folded]
  if (list === undefined) {
    const sigma = isFinalSigma?.(text, at) === true ? finalSigma : smallSigma
    const own = single[sigma] as number
    if (own >= 0) {
      codes[length] = own
      return length + 1
    }
    list = lists[~own] as Int32Array
  }
  codes.set(list, length)
  return length + list.length
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
