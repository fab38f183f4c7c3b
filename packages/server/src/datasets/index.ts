export type { Dataset } from './dataset.ts'
export { isReadAsText, rowEncoder, textFeaturesOf } from './encode.ts'
export { openSource } from './formats/open-source.ts'
export { openDataset } from './open-dataset.ts'
export {
  type PartitionLength,
  TimePartitions,
  toInstants,
} from './partitions.ts'
export type { Column, ColumnInfo } from './types.ts'
export { sliceBatch } from './without-rows.ts'
