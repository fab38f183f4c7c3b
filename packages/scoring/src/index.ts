export { type Acceptance, accepts, type Incompatibility } from './contract/accepts.ts'
export { type AnswerKind, answerKindOf } from './contract/answer-kind.ts'
export { parseContract } from './contract/contract-json.ts'
export { contractShape } from './contract/contract-shape.ts'
export { toJsonSchema } from './contract/json-schema.ts'
export { fewLevelsText, levelsText } from './contract/levels-text.ts'
export { type OutputSizes, outputsOfTask } from './contract/outputs-of-task.ts'
export { rangeText } from './contract/range-text.ts'
export { checkShape, type Shape } from './contract/shape.ts'
export { findNearestName, isSimilarName } from './contract/similar-names.ts'
export {
  elementName,
  elementNames,
  elementOf,
  elementsOf,
  nestInputs,
  type PlacedTensor,
  placeTensors,
} from './contract/tensor-inputs.ts'
export type * from './contract/types.ts'
export { featuresOf, mostTextCharacters } from './contract/types.ts'
export { createExplainer } from './explain/create-explainer.ts'
export type { Explainer, Explanation } from './explain/types.ts'
export { detectFormat, type ModelFormat } from './formats/detect.ts'
export { importModel } from './formats/import-model.ts'
export type { Imported, ImportOptions, Note, NoteCode } from './formats/imported.ts'
export { answeredRows, type DrawnRows, drawGraphRows } from './formats/onnx-graph/draw-rows.ts'
export type { GraphOptions } from './formats/onnx-graph/graph-options.ts'
export { type ImportedGraph, importGraph } from './formats/onnx-graph/import-graph.ts'
export { type Model, ModelBuilder } from './ir/builder.ts'
export {
  type GraphElement,
  type GraphTensor,
  numbersOf,
  type OnnxGraphStep,
} from './ir/graph-step.ts'
export { opNames } from './ir/op-table.ts'
export { parseProgram } from './ir/program-json.ts'
export { type SplitGraph, splitGraph } from './ir/split-graph.ts'
export type * from './ir/types.ts'
export { validateModel } from './ir/validate.ts'
export { BlockMemory } from './kernels/block-memory.ts'
export {
  closeModel,
  type LaidOutModel,
  layOutModel,
  openModel,
  toMessage,
} from './kernels/lay-out-model.ts'
export { createRestScorer } from './kernels/rest-scorer.ts'
export { createScorer, type ScorerOptions, scorerOf } from './kernels/scorer.ts'
export { createMemoryPool, type MemoryPool } from './kernels/wasm/memory-pool.ts'
export {
  type AnswerWriter,
  type AnswerWriterOptions,
  createAnswerWriter,
  toError,
} from './outputs/answer-writer.ts'
export { createOutputsCsvWriter, type OutputsCsvWriter } from './outputs/csv-writer.ts'
export {
  createOutputsJsonWriter,
  numberJson,
  type OutputsJsonWriter,
} from './outputs/json-writer.ts'
export { type Outputs, outputsAt, rawAt } from './outputs/outputs-at.ts'
export { roomFrom } from './outputs/room-from.ts'
export { packPackage } from './package/archive.ts'
export { buildPackage, type Ingredients, withSample, withVerification } from './package/build.ts'
export { canonicalJson } from './package/canonical-json.ts'
export { isDigest, sha256 } from './package/digest.ts'
export { graphPath } from './package/layout.ts'
export { loadPackage } from './package/load.ts'
export { manifestShape } from './package/manifest.ts'
export { readStoredZip, writeStoredZip } from './package/stored-zip.ts'
export type * from './package/types.ts'
export { interpret, type RowAnswers } from './reference/interpreter.ts'
export { Refusal, type RefusalCode, type RefusalDetail, refusalCodes } from './refusals.ts'
export { carriedJson, carriedOf } from './rows/carried.ts'
export { createCsvReader } from './rows/csv.ts'
export { toCell } from './rows/csv-cells.ts'
export type { InputRow, RowStream } from './rows/input-row.ts'
export { JsonRow, notQuick, skipSpace } from './rows/json-row.ts'
export { createNdjsonReader, parseExactJson } from './rows/ndjson.ts'
export { type Block as RecordBlock, RecordSplitter } from './rows/record-splitter.ts'
export { findRepeatedKey } from './rows/repeated-key.ts'
export { describeFault, type RowFault } from './rows/row-fault.ts'
export { createRowReader } from './rows/row-reader.ts'
export { copyRow, copyRows, type RowTexts, setTexts, textAt, textsOf } from './rows/row-texts.ts'
export { type RowFormat, sniffRowFormat } from './rows/sniff.ts'
export type { TextOptions } from './rows/text-records.ts'
export { parseTimestamp } from './rows/timestamp.ts'
export type { Columns, RowReader } from './rows/types.ts'
export type * from './scorer-types.ts'
export {
  answersOf,
  compareAnswers,
  type Mismatch,
  type Verifiable,
  type VerificationGroup,
  type VerificationReport,
  verifyPackage,
} from './verification/replay.ts'
export { type WrittenRows, writeVerificationRows } from './verification/row-writer.ts'
export { SourceAnswers } from './verification/source-answers.ts'
export { makeVerificationRows, type SynthesisOptions } from './verification/synthesise.ts'
