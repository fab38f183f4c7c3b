import {
  LogPageView,
  type LogPageView as LogPageViewData,
  LogRecordView,
  Name,
} from '@ratchet-ml/protocol'
import { z } from 'zod'
import { defineRoute } from '../../platform/http-kit/define-route.ts'
import type { AnyRoute } from '../../platform/http-kit/types.ts'
import { Problem } from '../../platform/problem.ts'
import type { RouteDirectory } from '../routes/directory.ts'
import type { PredictionLogs } from './prediction-logs.ts'

const OfEndpoint = z.object({ endpoint: Name })
const OfPrediction = OfEndpoint.extend({ prediction: z.string().max(200) })
const PageQuery = z.strictObject({
  /** The place behind the last record that is known, as `next` gave it. */
  after: z
    .string()
    .regex(/^\d{1,12}:\d{1,12}$/, 'a place is <segment>:<byte>, as next gives it')
    .optional(),
  /** Without `after`: how many of the newest records. */
  last: z.coerce.number().int().min(0).max(1000).optional(),
})

const mostRecords = 200

/**
 * The records of predictions. They hold what callers sent, so only the owner's socket gives them out.
 *
 * @param logs absent where nothing is kept
 */
export function logRoutes(
  logs: PredictionLogs | undefined,
  directory: RouteDirectory,
): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/endpoints/{endpoint}/log',
      summary: 'Read the prediction log of an endpoint, from a place on or the newest records',
      surface: 'change',
      params: OfEndpoint,
      query: PageQuery,
      response: LogPageView,
      problems: ['endpoint-not-found', 'log-absent'],
      handle: async ({ params: { endpoint }, query }): Promise<LogPageViewData> => {
        await directory.get(endpoint)
        if (logs === undefined) throw noLog()
        const { after, last = 20 } = query
        const page =
          after === undefined
            ? await logs.read(endpoint, { last }, Math.max(last, 1))
            : await logs.read(endpoint, { after }, mostRecords)
        return { records: [...page.records], next: page.next }
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/endpoints/{endpoint}/log/{prediction}',
      summary: 'Read the record of one prediction',
      surface: 'change',
      params: OfPrediction,
      response: LogRecordView,
      problems: ['endpoint-not-found', 'log-absent', 'prediction-not-found'],
      handle: async ({ params: { endpoint, prediction } }) => {
        await directory.get(endpoint)
        if (logs === undefined) throw noLog()
        const found = await logs.find(endpoint, prediction)
        if (found !== undefined) return found
        throw notFound(endpoint, prediction)
      },
    }),
  ]
}

function noLog(): Problem {
  return new Problem('log-absent', 'This server keeps nothing, so it has no prediction log.', {
    hint: 'Serve with a data folder: inside a project, or with --data DIR.',
  })
}

function notFound(endpoint: string, prediction: string): Problem {
  return new Problem(
    'prediction-not-found',
    `The log of ${endpoint} has no prediction ${JSON.stringify(prediction)}.`,
    {
      hint: 'The id stands in the reply, as <request>.<row>. Sampling may have left it out; ratchet log tail shows what is there.',
    },
  )
}
