import { Check, CheckSummary } from '@ratchet-ml/protocol'
import { z } from 'zod'
import { defineRoute } from '../../platform/http-kit/define-route.ts'
import type { AnyRoute } from '../../platform/http-kit/types.ts'
import type { Checks } from './service.ts'

/** Recorded checks over HTTP. */
export function checkRoutes(checks: Checks): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/checks',
      summary: 'List the recorded checks, newest first',
      surface: 'read',
      query: z.strictObject({ model: z.string().optional() }),
      response: z.array(CheckSummary),
      problems: [],
      handle: async ({ query }) => [...(await checks.list(query.model))],
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/checks/{id}',
      summary: 'Fetch a recorded check',
      surface: 'read',
      params: z.object({ id: z.string() }),
      response: Check,
      problems: ['check-not-found', 'data-folder-corrupt', 'package-digest-mismatch'],
      handle: ({ params }) => checks.get(params.id),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/checks',
      summary: 'Record the answers of the gates for a version',
      surface: 'change',
      body: Check,
      response: CheckSummary,
      problems: ['request-invalid', 'version-not-found', 'disk-full'],
      handle: ({ body, actor }) =>
        checks.record(body, { actor, reason: `check of ${body.subject}` }),
    }),
  ]
}
