export { parseContract } from './contract/contract-json.ts'
export { contractShape } from './contract/contract-shape.ts'
export { toJsonSchema } from './contract/json-schema.ts'
export { type OutputSizes, outputsOfTask } from './contract/outputs-of-task.ts'
export { checkShape, type Shape } from './contract/shape.ts'
export { findNearestName, isSimilarName } from './contract/similar-names.ts'
export type * from './contract/types.ts'
export { featuresOf } from './contract/types.ts'
export type * from './ir/types.ts'
export { packPackage } from './package/archive.ts'
export { buildPackage, type Ingredients, withExpected } from './package/build.ts'
export { canonicalJson } from './package/canonical-json.ts'
export { isDigest, sha256 } from './package/digest.ts'
export { loadPackage } from './package/load.ts'
export { manifestShape } from './package/manifest.ts'
export { readStoredZip, writeStoredZip } from './package/stored-zip.ts'
export type * from './package/types.ts'
export { Refusal, type RefusalCode, type RefusalDetail, refusalCodes } from './refusals.ts'
export type * from './scorer-types.ts'
export {
  type Mismatch,
  type Verifiable,
  type VerificationReport,
  verifyPackage,
} from './verification/replay.ts'
export { makeVerificationRows, type SynthesisOptions } from './verification/synthesise.ts'
