export { choosePairs } from './choose-pairs.ts'
export { comparePartitions } from './compare-partitions.ts'
export type {
  BlockKind,
  ComparedMetric,
  GroupLosses,
  PartitionLosses,
} from './types.ts'
