export {
  type ByteSink,
  type ParquetColumn,
  ParquetWriter,
  type ParquetWriterOptions,
  parquetWriterVersion,
  type WrittenParquet,
  writeParquet,
} from './write-parquet.ts'
