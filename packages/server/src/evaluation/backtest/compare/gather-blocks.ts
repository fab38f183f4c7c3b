import type { BlockKind, BlockSums, GroupLosses, Pair, PartitionLosses } from './types.ts'

/** Two contenders' sums over the same blocks, in the order of the blocks. */
export interface PairedBlocks {
  readonly candidate: Required<BlockSums>
  readonly reference: Required<BlockSums>
  /** Labelled rows of all blocks. */
  readonly rows: number
  /** Whether neighbouring blocks are neighbours in time. */
  readonly isOrdered: boolean
}

/**
 * What a pair lost by one metric, block by block over several partitions; blocks with the same key are
 * one. `undefined` where a contender has no sums of the metric.
 *
 * @param groupOf all rows of a partition, or those of a slice
 * @param keyOf of the block that a block is a part of; itself unless given
 */
export function gatherBlocks(
  partitions: readonly PartitionLosses[],
  pair: Pair,
  metric: string,
  groupOf: (partition: PartitionLosses) => GroupLosses | undefined,
  keyOf: KeyOf = ({ blocks }, index, key) => placeOf(blocks, index, key),
): PairedBlocks | undefined {
  const byKey = new Map<number | string, Block>()
  for (const [index, partition] of partitions.entries()) {
    const group = groupOf(partition)
    if (group === undefined) continue
    const sums = [pair.candidate, pair.reference].map((name) => group.sums[name]?.[metric])
    const [candidate, reference] = sums
    if (candidate === undefined || reference === undefined) return undefined
    for (const [at, key] of partition.keys.entries()) {
      const rows = group.rows[at] ?? 0
      if (rows === 0) continue
      addTo(blockOf(byKey, keyOf(partition, index, key)), rows, at, candidate, reference)
    }
  }
  return byKey.size === 0 ? undefined : columnsOf(byKey, partitions[0]?.blocks ?? 'run')
}

type KeyOf = (partition: PartitionLosses, index: number, key: number | string) => number | string

interface Block {
  rows: number
  candidate: number
  candidateCount: number
  reference: number
  referenceCount: number
}

/** Runs of rows have no name outside their partition. */
function placeOf(kind: BlockKind, partition: number, key: number | string): number | string {
  return kind === 'run' ? `${partition} ${key}` : key
}

function blockOf(byKey: Map<number | string, Block>, key: number | string): Block {
  const known = byKey.get(key)
  if (known !== undefined) return known
  const block = { rows: 0, candidate: 0, candidateCount: 0, reference: 0, referenceCount: 0 }
  byKey.set(key, block)
  return block
}

function addTo(
  block: Block,
  rows: number,
  at: number,
  candidate: BlockSums,
  reference: BlockSums,
): void {
  block.rows += rows
  block.candidate += candidate.numbers[at] ?? Number.NaN
  block.candidateCount += candidate.counts === undefined ? rows : (candidate.counts[at] ?? 0)
  block.reference += reference.numbers[at] ?? Number.NaN
  block.referenceCount += reference.counts === undefined ? rows : (reference.counts[at] ?? 0)
}

function columnsOf(byKey: ReadonlyMap<number | string, Block>, kind: BlockKind): PairedBlocks {
  const entries = [...byKey]
  if (kind === 'time') entries.sort(([a], [b]) => Number(a) - Number(b))
  const column = (read: (block: Block) => number) =>
    Float64Array.from(entries, ([, block]) => read(block))
  return {
    candidate: { numbers: column((b) => b.candidate), counts: column((b) => b.candidateCount) },
    reference: { numbers: column((b) => b.reference), counts: column((b) => b.referenceCount) },
    rows: entries.reduce((sum, [, { rows }]) => sum + rows, 0),
    isOrdered: kind === 'time',
  }
}
