import type { FieldFault, ProblemCode } from '@ratchet-ml/protocol'
import type { Contract, LaidOutModel, RowCounts, RowTexts } from '@ratchet-ml/scoring'
import type { AnswerColumns } from '../engines/types.ts'
import type { AboutReply, Call } from '../predict/call.ts'
import type { KeptInputs } from '../predict/kept-inputs.ts'

/** What a thread must know of an endpoint and its version to read rows, and to answer them. */
export interface ReadingPlan {
  readonly key: string
  /** Of the endpoint: rows are checked by it. */
  readonly contract: Contract
  /** Of the version, where it is another one: rows are encoded by it. */
  readonly coded: Contract | undefined
  readonly rawWidth: number
  /** Of a version that answers here and now; without it rows are only read. */
  readonly model: LaidOutModel | undefined
}

/** What the serving thread asks of a thread that reads bodies. */
export interface ReadOrder {
  readonly id: number
  readonly call: Call
  readonly key: string
  /** Whether inputs are wanted that do not reach the model. */
  readonly keeps: boolean
  /** Absent where the thread has been told of it before. */
  readonly plan: ReadingPlan | undefined
  /** Plans that the thread need not keep any longer. */
  readonly forget: readonly string[]
}

export type ReadReply =
  | {
      readonly kind: 'read'
      readonly id: number
      readonly rows: Float64Array<ArrayBuffer>
      readonly texts: RowTexts | undefined
      readonly count: number
      readonly about: AboutReply
      /** What the contract tolerated in these rows. */
      readonly counts: RowCounts
      readonly missingByFeature: Float64Array<ArrayBuffer>
      /** The answers, of a plan with a model. */
      readonly columns: AnswerColumns | undefined
      readonly inputs: KeptInputs
    }
  | {
      readonly kind: 'refused'
      readonly id: number
      readonly code: ProblemCode
      readonly detail: string
      readonly hint: string | undefined
      readonly errors: readonly FieldFault[]
    }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
