import type { FieldFault, OutcomeReceipt, ProblemCode } from '@ratchet-ml/protocol'
import type { OutcomeOrder } from '../order.ts'

/** What the serving thread tells the thread that takes outcomes. */
export type ToIntake =
  | { readonly kind: 'begin'; readonly id: number; readonly order: OutcomeOrder }
  | { readonly kind: 'chunk'; readonly id: number; readonly chunk: Uint8Array }
  | { readonly kind: 'end'; readonly id: number }
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'close' }

/** What that thread tells back. */
export type FromIntake =
  /** So many bytes of a body have been dealt with. */
  | { readonly kind: 'taken'; readonly id: number; readonly bytes: number }
  | { readonly kind: 'done'; readonly id: number; readonly receipt: OutcomeReceipt }
  | ({ readonly kind: 'refused'; readonly id: number } & ToldProblem)
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  | { readonly kind: 'closed' }

/** A problem on its way between threads. */
export interface ToldProblem {
  readonly code: ProblemCode
  readonly detail: string
  readonly hint: string | undefined
  readonly errors: readonly FieldFault[]
  readonly retryAfterSeconds: number | undefined
}
