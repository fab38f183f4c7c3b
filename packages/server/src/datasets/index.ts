export type { Dataset } from './dataset.ts'
export { type RowEncoder, rowEncoder, textFeaturesOf } from './encode.ts'
export { openDataset } from './open-dataset.ts'
export {
  type PartitionLength,
  type TimePartition,
  TimePartitions,
  toInstants,
} from './partitions.ts'
export type { Column, ColumnBatch, ColumnInfo } from './types.ts'
