import { z } from 'zod'
import { Instant } from '../names.ts'

export const LedgerRecordView = z.strictObject({
  seq: z.int().positive(),
  id: z.string(),
  v: z.int().positive(),
  kind: z.string(),
  at: Instant,
  actor: z.string(),
  subject: z.string(),
  reason: z.string(),
  data: z.unknown(),
  prev: z.string(),
  hash: z.string(),
})
export type LedgerRecordView = z.infer<typeof LedgerRecordView>

export const LedgerHeadView = z.strictObject({ seq: z.int().nonnegative(), hash: z.string() })
export type LedgerHeadView = z.infer<typeof LedgerHeadView>

export const LedgerVerification = z.strictObject({
  outcome: z.enum(['intact', 'broken']),
  head: LedgerHeadView,
  records: z.int().nonnegative(),
  /** What is wrong and where, when broken. */
  faults: z.array(z.string()),
})
export type LedgerVerification = z.infer<typeof LedgerVerification>
