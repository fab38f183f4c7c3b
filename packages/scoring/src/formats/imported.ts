import type { Contract } from '../contract/types.ts'
import type { Coefficients, Program } from '../ir/types.ts'
import type { VerificationRows } from '../package/types.ts'
import type { GraphOptions } from './onnx-graph/graph-options.ts'

/** What the file could not say, or what was guessed from it. */
export type NoteCode =
  | 'line-ends-changed'
  | 'tail-lacking'
  | 'category-levels-unknown'
  | 'category-columns-guessed'
  | 'class-names-unknown'
  | 'link-unknown'
  | 'task-unknown'
  | 'answered-by-engine'
  | 'preprocessing-unknown'
  | 'feature-names-unknown'
  | 'best-iteration-not-used'
  | 'producer-fault'
  | 'source-answers-wanted'
  | 'feature-count-guessed'
  | 'unknown-accepted'

export interface Note {
  readonly code: NoteCode
  /** The features it is about; empty when it is about the model. */
  readonly features: readonly string[]
  /** One sentence for a person. */
  readonly text: string
}

export interface ImportOptions {
  /** Takes the trees up to the best iteration that the file names, instead of all. */
  readonly bestIteration?: boolean
  /** What an ONNX file does not say of its numbers; other formats have nothing of it. */
  readonly graph?: GraphOptions
}

/** A trained model in the terms of the op graph, with everything that is known about its rows. */
export interface Imported {
  /** `lightgbm-text`, `xgboost-json`, … */
  readonly format: string
  /** The importer that read it; its version grows when its output changes. */
  readonly importer: { readonly name: string; readonly version: number }
  readonly program: Program
  readonly coefficients: Coefficients
  readonly contract: Contract
  readonly notes: readonly Note[]
  /** Rows of the file that hold the answers of the source library, where it has such. */
  readonly answered?: VerificationRows
}
