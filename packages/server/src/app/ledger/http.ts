import { LedgerHeadView, LedgerRecordView, LedgerVerification } from '@ratchet-ml/protocol'
import { z } from 'zod'
import { micros, toRfc3339 } from '../../platform/clock.ts'
import { defineRoute } from '../../platform/http-kit/define-route.ts'
import type { AnyRoute } from '../../platform/http-kit/types.ts'
import type { Ledger } from '../../platform/ledger/store.ts'
import type { LedgerRecord } from '../../platform/ledger/types.ts'

const pageSize = 1_000

const AfterQuery = z.strictObject({ after: z.coerce.number().int().nonnegative().default(0) })
const VerificationRequest = z.strictObject({ head: LedgerHeadView.optional() })

/** The record of every change over HTTP. */
export function ledgerRoutes(ledger: Ledger): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/ledger',
      summary: `List the records of the ledger after a sequence number, at most ${pageSize}`,
      surface: 'read',
      query: AfterQuery,
      response: z.array(LedgerRecordView),
      problems: ['request-invalid'],
      handle: async ({ query }) => (await ledger.list(query.after, pageSize)).map(toRecordView),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/ledger/verification',
      summary: 'Verify the chain, make the tables again from it, and compare',
      surface: 'change', // it changes nothing, but it reads everything
      body: VerificationRequest,
      response: LedgerVerification,
      problems: ['request-invalid'],
      handle: async ({ body }) => {
        const { faults, head, ...report } = await ledger.verify(body.head)
        return { ...report, head: { ...head }, faults: [...faults] }
      },
    }),
  ]
}

function toRecordView(record: LedgerRecord): LedgerRecordView {
  return { ...record, at: toRfc3339(micros(record.at)) }
}
