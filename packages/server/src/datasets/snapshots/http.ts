import {
  Name,
  NewSnapshot,
  SnapshotCreated,
  SnapshotDetail,
  SnapshotView,
} from '@ratchet-ml/protocol'
import { z } from 'zod'
import { defineRoute } from '../../platform/http-kit/define-route.ts'
import type { AnyRoute } from '../../platform/http-kit/types.ts'
import type { Snapshots } from './service.ts'

/** Snapshots over HTTP. */
export function snapshotRoutes(snapshots: Snapshots): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/snapshots',
      summary: 'List the snapshots of datasets, newest first',
      surface: 'read',
      query: z.strictObject({ name: z.string().optional() }),
      response: z.array(SnapshotView),
      problems: [],
      handle: async ({ query }) => [...(await snapshots.list(query.name))],
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/snapshots/{name}/{reference}',
      summary: 'Say what a snapshot is and how it came to be',
      surface: 'read',
      params: z.object({ name: z.string(), reference: z.string() }),
      response: SnapshotDetail,
      problems: ['snapshot-not-found', 'data-folder-corrupt', 'package-digest-mismatch'],
      handle: ({ params }) => snapshots.get(params.name, params.reference),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/snapshots/{name}',
      summary: 'Record a snapshot whose parts are kept',
      surface: 'change',
      params: z.object({ name: Name }),
      body: NewSnapshot,
      response: SnapshotCreated,
      problems: ['request-invalid', 'snapshot-part-missing', 'disk-full'],
      handle: ({ params, body, actor }) =>
        snapshots.create(params.name, body, { actor, reason: body.reason }),
    }),
  ]
}
