import {
  CoverageView,
  type CoverageView as CoverageViewData,
  Instant,
  LogCompactionView,
  LogExport,
  LogExportView,
  LogQuery,
  Name,
  RestatementPage,
} from '@ratchet-ml/protocol'
import { z } from 'zod'
import { parseRfc3339 } from '../../platform/clock.ts'
import { defineRoute } from '../../platform/http-kit/define-route.ts'
import type { AnyRoute } from '../../platform/http-kit/types.ts'
import { Problem } from '../../platform/problem.ts'
import type { History } from './service.ts'

const OfEndpoint = z.object({ endpoint: Name })
const CoverageQuery = z.strictObject({
  name: z.string().min(1).max(200).default('label'),
  asOf: Instant.optional(),
})
const RestatementQuery = z.strictObject({
  limit: z.coerce.number().int().positive().max(10_000).default(100),
})

/**
 * Questions about what was predicted and what happened. The answers hold what callers sent, so only the
 * owner's socket gives them out.
 *
 * @param history absent where nothing is kept
 */
export function historyRoutes(history: History | undefined): readonly AnyRoute[] {
  const kept = () => history ?? refuse()
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/history/queries',
      summary: 'Ask in SQL what was predicted and what happened',
      surface: 'change',
      body: LogQuery,
      // A LogQueryView, passed on as the worker wrote it.
      response: { contentType: 'application/json' },
      problems: ['log-absent', 'query-invalid', 'query-too-large', 'deadline-exceeded'],
      handle: async ({ body: { sql, asOf, limit } }) =>
        await kept().query(sql, limit, timeOf(asOf)),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/history/exports',
      summary: 'Write the predictions of an endpoint to a file of this machine',
      surface: 'change',
      body: LogExport,
      response: LogExportView,
      problems: ['log-absent', 'endpoint-not-found', 'file-exists', 'deadline-exceeded'],
      handle: async ({ body: { from, until, asOf, ...order } }) =>
        await kept().export({
          ...order,
          ...optional('from', timeOf(from)),
          ...optional('until', timeOf(until)),
          ...optional('asOf', timeOf(asOf)),
        }),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/history/compactions',
      summary: 'Make tables of what was sealed, and few files of many',
      surface: 'change',
      response: LogCompactionView,
      problems: ['log-absent', 'deadline-exceeded'],
      handle: async () => await kept().keep(2),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/endpoints/{endpoint}/coverage',
      summary: 'Say how many predictions of an endpoint have an outcome, by their age',
      surface: 'change',
      params: OfEndpoint,
      query: CoverageQuery,
      response: CoverageView,
      problems: ['log-absent', 'deadline-exceeded'],
      handle: async ({ params: { endpoint }, query }): Promise<CoverageViewData> =>
        await kept().coverage(endpoint, query.name, timeOf(query.asOf)),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/endpoints/{endpoint}/restatements',
      summary: 'List what was first recorded otherwise, newest first',
      surface: 'change',
      params: OfEndpoint,
      query: RestatementQuery,
      response: RestatementPage,
      problems: ['log-absent', 'deadline-exceeded'],
      handle: async ({ params: { endpoint }, query: { limit } }) =>
        await kept().restatements(endpoint, limit),
    }),
  ]
}

/** A time whose form the route has checked. */
function timeOf(text: string | undefined) {
  return text === undefined ? undefined : parseRfc3339(text)
}

function optional<K extends string>(key: K, value: number | undefined) {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: number }
}

function refuse(): never {
  throw new Problem('log-absent', 'This server keeps nothing, so it has no prediction log.', {
    hint: 'Serve with a data folder: inside a project, or with --data DIR.',
  })
}
