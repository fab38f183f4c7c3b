import { Buffer } from 'node:buffer'
import { type JsonRow, notQuick, skipSpace } from '@ratchet-ml/scoring'

const beginning = Buffer.from('{"rows":[')
const comma = 44
const closeBracket = 93
const closeBrace = 125

/** Bodies of many rows left to others after one whose rows were unlike each other: such come together. */
const pauseAfterMiss = 15

/**
 * Reads bodies of `{"rows":[{...}, ...]}` with rows like the last one straight into slots: of most requests
 * this is the whole body, and reading it so takes four to eight tenths of what `JSON.parse` and objects take.
 */
export class QuickRows {
  /** What was read last. */
  readonly rows: JsonRow
  #pause = 0

  constructor(rows: JsonRow) {
    this.rows = rows
  }

  /** @returns how many rows there are, 0 where the body is anything else */
  read(body: Uint8Array, mostRows: number): number {
    const { rows } = this
    let at = afterBeginning(body)
    for (let row = 0; row < mostRows; row++) {
      const end = at === notQuick ? notQuick : rows.read(body, at, row)
      if (end === notQuick) {
        if (row > 0) this.#pause = pauseAfterMiss
        return 0
      }
      at = skipSpace(body, end)
      if (body[at] === closeBracket) return endsBehind(body, at + 1) ? row + 1 : 0
      if (body[at] !== comma) return 0
      if (row === 0 && this.#pause > 0) {
        this.#pause--
        return 0
      }
      at = skipSpace(body, at + 1)
    }
    return 0
  }
}

function endsBehind(body: Uint8Array, from: number): boolean {
  const at = skipSpace(body, from)
  return body[at] === closeBrace && skipSpace(body, at + 1) === body.length
}

/** Space may stand between the letters of the beginning, but not within the name. */
function afterBeginning(body: Uint8Array): number {
  let at = 0
  for (let i = 0; i < beginning.length; i++) {
    if (!isInName(i)) at = skipSpace(body, at)
    if (body[at] !== beginning[i]) return notQuick
    at++
  }
  return skipSpace(body, at)
}

function isInName(i: number): boolean {
  return i > 1 && i < 7
}
