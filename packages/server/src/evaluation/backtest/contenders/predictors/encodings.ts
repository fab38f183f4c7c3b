import { type Contract, canonicalJson, featuresOf } from '@ratchet-ml/scoring'
import { rowEncoder } from '../../../../datasets/index.ts'
import type { ColumnInfo } from '../../../../datasets/types.ts'
import type { Encodings, RowBlock } from './types.ts'

type Encode = (block: RowBlock) => Float64Array

/**
 * Encodings of one worker.
 * @param capacity the most rows of a block
 */
export function createEncodings(columns: readonly ColumnInfo[], capacity: number): Encodings {
  const known = new Map<string, Encode>()
  return {
    of(contract, subject) {
      const key = canonicalJson([featuresOf(contract), contract.tensors ?? []])
      const found = known.get(key)
      if (found !== undefined) return found
      const created = encodeOnce(contract, columns, subject, capacity)
      known.set(key, created)
      return created
    },
  }
}

/** Contenders are asked about one block after the other, so the last block is all that is kept. */
function encodeOnce(
  contract: Contract,
  columns: readonly ColumnInfo[],
  subject: string,
  capacity: number,
): Encode {
  const encoder = rowEncoder(contract, columns, subject)
  const encoded = new Float64Array(capacity * encoder.width)
  let last: RowBlock | undefined
  return (block) => {
    if (block !== last) {
      last = undefined
      encoder.encode(block.batch, block.rows, block.count, encoded, block.firstRow)
      last = block
    }
    return encoded
  }
}
