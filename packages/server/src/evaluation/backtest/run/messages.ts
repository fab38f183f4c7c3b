import type { ProblemCode } from '@ratchet-ml/protocol'
import { Refusal } from '@ratchet-ml/scoring'
import { Problem, problemOfRefusal } from '../../../platform/problem.ts'
import type { CommonOfContender } from '../document/gather-common.ts'
import type { GatherOrder } from '../document/gather-contender.ts'
import type { JudgeSetup, JudgeUnit } from '../judge/judge-job.ts'

/** What a thread is told before anything else. */
export interface ThreadSetup {
  readonly setup: JudgeSetup
  /** Where judged partitions are kept. */
  readonly folder: string
  /** How many share the memory. */
  readonly threads: number
}

/** What a thread does, one thing after the other. */
export type ThreadTask =
  | { readonly kind: 'judge'; readonly unit: JudgeUnit }
  | { readonly kind: 'gather'; readonly order: GatherOrder }

export type ThreadOrder = { readonly kind: 'open'; readonly setup: ThreadSetup } | ThreadTask

export type ThreadReply =
  | { readonly kind: 'rows'; readonly more: number }
  | { readonly kind: 'judged' }
  | { readonly kind: 'gathered'; readonly common: CommonOfContender }
  | {
      readonly kind: 'problem'
      readonly code: ProblemCode
      readonly detail: string
      readonly hint?: string
    }
  | { readonly kind: 'bug'; readonly message: string }

/** What was thrown, as it travels between threads. */
export function toReply(thrown: unknown): ThreadReply {
  const problem = thrown instanceof Refusal ? problemOfRefusal(thrown) : thrown
  if (problem instanceof Problem) {
    const { code, message, hint } = problem
    return { kind: 'problem', code, detail: message, ...(hint !== undefined && { hint }) }
  }
  const trace = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  return { kind: 'bug', message: trace }
}

/** The same as it was thrown. */
export function toThrown(reply: Extract<ThreadReply, { kind: 'problem' | 'bug' }>): Error {
  if (reply.kind === 'bug') return new Error(reply.message)
  return new Problem(reply.code, reply.detail, reply.hint === undefined ? {} : { hint: reply.hint })
}
