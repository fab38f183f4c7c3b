/**
 * The op graph that every importer writes and every execution reads: a small closed set of typed,
 * versioned ops. An op never changes its meaning; a new meaning is a new version beside the old.
 *
 * A program is a list of steps in execution order. Each step reads values made before it and writes
 * one new value: a block of `width` doubles per row. Attributes live in the program (they are the
 * algorithm); numbers learned from data live in the coefficients under the names a step gives.
 */

import type { AggregateStep, ClassifyStep, LinkStep, ThresholdStep } from './answer-steps.ts'
import type {
  CastStep,
  ConcatStep,
  ImputeStep,
  InputStep,
  OneHotStep,
  ScaleStep,
  SelectStep,
} from './column-steps.ts'
import type { OnnxGraphStep } from './graph-step.ts'
import type { LinearStep } from './linear-step.ts'
import type { BinStep, HashMapStep, OrdinalMapStep } from './lookup-steps.ts'
import type { NumericStep } from './numeric-steps.ts'
import type { TextStep } from './text-steps.ts'
import type { ObliviousEnsembleStep, TreeEnsembleStep } from './tree-steps.ts'

export type * from './answer-steps.ts'
export type * from './column-steps.ts'
export type * from './linear-step.ts'
export type * from './lookup-steps.ts'
export type * from './tree-steps.ts'

/** Typed arrays by name: the numbers learned from data. */
export type Coefficients = ReadonlyMap<string, Tensor>

export type TensorData = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array

export interface Tensor {
  readonly shape: readonly number[]
  readonly data: TensorData
}

export interface Program {
  readonly format: 1
  readonly steps: readonly Step[]
  /** Which value answers each output of the contract, `raw` always among them. */
  readonly outputs: Readonly<Record<string, string>>
}

export type Step =
  | InputStep
  | ImputeStep
  | ScaleStep
  | OneHotStep
  | ConcatStep
  | SelectStep
  | CastStep
  | OrdinalMapStep
  | BinStep
  | HashMapStep
  | LinearStep
  | TreeEnsembleStep
  | ObliviousEnsembleStep
  | AggregateStep
  | LinkStep
  | ClassifyStep
  | ThresholdStep
  | OnnxGraphStep
  | NumericStep
  | TextStep
