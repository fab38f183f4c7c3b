import { Backtest, BacktestSummary } from '@ratchet-ml/protocol'
import { z } from 'zod'
import { defineRoute } from '../../platform/http-kit/define-route.ts'
import type { AnyRoute } from '../../platform/http-kit/types.ts'
import type { Evaluation } from './service.ts'

/** Recorded back-tests over HTTP. */
export function evaluationRoutes(evaluation: Evaluation): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/backtests',
      summary: 'List the recorded back-tests, newest first',
      surface: 'read',
      query: z.strictObject({ model: z.string().optional() }),
      response: z.array(BacktestSummary),
      problems: [],
      handle: async ({ query }) => [...(await evaluation.list(query.model))],
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/backtests/{id}',
      summary: 'Fetch a recorded back-test',
      surface: 'read',
      params: z.object({ id: z.string() }),
      response: Backtest,
      problems: ['backtest-not-found', 'data-folder-corrupt', 'package-digest-mismatch'],
      handle: ({ params }) => evaluation.get(params.id),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/backtests',
      summary: 'Record a back-test as evidence',
      surface: 'change',
      query: z.strictObject({ by: z.literal('check').optional() }),
      body: Backtest,
      response: BacktestSummary,
      problems: ['request-invalid', 'disk-full'],
      handle: ({ query, body, actor }) =>
        evaluation.record(body, { actor, reason: `back-test of ${body.model}` }, query.by),
    }),
  ]
}
