import type { Contract } from '../contract/types.ts'
import type { Coefficients, Program } from '../ir/types.ts'

/** `sha256:` and 64 hexadecimal digits. */
export type Digest = `sha256:${string}`

/** Paths of a package, sorted, with their bytes. */
export type PackageFiles = ReadonlyMap<string, Uint8Array>

/** One part of a package, as manifest.json lists it. */
export interface Part {
  readonly path: string
  readonly size: number
  readonly sha256: Digest
}

/**
 * Where a verification row's expected answer comes from: the library that made the model, our reference
 * interpreter, or the engine that answers the model, where no interpreter of ours does.
 */
export type Expectation = 'source' | 'reference' | 'engine'

/** Why a verification row is there. */
export type VerificationKind = 'shuffled' | 'boundary' | 'missing' | 'unseen'

/** The answers to verification rows, row-major. */
export interface ExpectedAnswers {
  readonly rawWidth: number
  /** Margins. */
  readonly raw: Float64Array
  /** What the link makes of the margins; absent without a link, or where it is not known. */
  readonly linked?: LinkedAnswers
}

export interface LinkedAnswers {
  /** The kind of the output, whatever its name. */
  readonly output: 'probability' | 'value'
  readonly width: number
  readonly values: Float64Array
}

/** Synthetic rows with the answers that this package must give at every load. */
export interface VerificationRows extends ExpectedAnswers {
  readonly featureCount: number
  /** Row-major, one encoded row after the other. */
  readonly rows: Float64Array
  readonly kinds: readonly VerificationKind[]
  /** Of each row, whose answers it holds. */
  readonly expected: readonly Expectation[]
  /** The source's answers after the link are not known: those kept are the reference's in all rows. */
  readonly linkedExpected?: 'reference'
  /** The engine whose answers some rows hold, with its version, such as `onnxruntime 1.30.0`. */
  readonly engine?: string
}

/** manifest.json: says what is inside; its bytes' digest is the version's. */
export interface Manifest {
  readonly ratchetPackage: 1
  /** `lightgbm-text`, `ratchet-training`, … */
  readonly source: { readonly format: string; readonly sha256?: Digest }
  readonly importer: { readonly name: string; readonly version: number }
  readonly parts: readonly Part[]
}

/** The bytes of a version, parsed and checked. */
export interface Package {
  /** sha256 of manifest.json in RFC 8785 form. */
  readonly digest: Digest
  readonly manifest: Manifest
  readonly program: Program
  readonly coefficients: Coefficients
  readonly contract: Contract
  readonly verification: VerificationRows
  readonly files: PackageFiles
}
