import type { Contract } from '../contract/types.ts'
import { ContractRowReader } from './contract-row-reader.ts'
import { TensorRowReader } from './tensor-row-reader.ts'
import type { RowReader } from './types.ts'

export function createRowReader(contract: Contract): RowReader {
  const reader: RowReader = new ContractRowReader(contract)
  if (contract.tensors === undefined) return reader
  const tensors = new TensorRowReader(contract, reader)
  return withRead(reader, (...row) => tensors.read(...row))
}

/** The reader with another way to read a record; everything else it does itself. */
function withRead(reader: RowReader, read: RowReader['read']): RowReader {
  return {
    featureCount: reader.featureCount,
    counts: reader.counts,
    missingByFeature: reader.missingByFeature,
    read,
    readColumns: (...row) => reader.readColumns(...row),
    readSlots: (...row) => reader.readSlots(...row),
    readTable: (...rows) => reader.readTable(...rows),
    readStacked: (...rows) => reader.readStacked(...rows),
    tolerate: (...counted) => reader.tolerate(...counted),
  }
}
