import { StatusView, type StatusView as StatusViewData } from '@ratchet-ml/protocol'
import { defineRoute } from '../../platform/http-kit/define-route.ts'
import type { AnyRoute } from '../../platform/http-kit/types.ts'

/** What this process is, what it serves and how far its ledger reaches. */
export function statusRoutes(status: () => Promise<StatusViewData>): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/status',
      summary: 'Say what this server is and what is live',
      surface: 'read',
      response: StatusView,
      problems: [],
      handle: status,
    }),
  ]
}
