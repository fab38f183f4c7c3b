export { choosePairs } from './choose-pairs.ts'
export { type CompareOptions, comparePartitions } from './compare-partitions.ts'
export type {
  BlockKind,
  BlockSums,
  ComparedMetric,
  GroupLosses,
  Pair,
  PartitionLosses,
} from './types.ts'
