import { z } from 'zod'
import { defineRoute } from '../../platform/http-kit/define-route.ts'
import type { AnyRoute } from '../../platform/http-kit/types.ts'
import type { Evaluation } from '../backtest/service.ts'
import { type ReportFormat, reportPieces } from './formats.ts'
import { reportPolicy } from './html/page.ts'

/** Reports of recorded back-tests over HTTP. */
export function reportRoutes(evaluation: Evaluation): readonly AnyRoute[] {
  return [
    routeOf(
      evaluation,
      'html',
      'report',
      'Fetch the report of a back-test: one page without scripts',
    ),
    routeOf(evaluation, 'csv', 'report.csv', 'Fetch every value of a back-test as CSV'),
    routeOf(evaluation, 'markdown', 'report.md', 'Fetch the report of a back-test as Markdown'),
  ]
}

const contentTypes: Readonly<Record<Exclude<ReportFormat, 'json'>, string>> = {
  html: 'text/html; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  markdown: 'text/markdown; charset=utf-8',
}

function routeOf(
  evaluation: Evaluation,
  format: keyof typeof contentTypes,
  file: string,
  summary: string,
): AnyRoute {
  const contentType = contentTypes[format]
  return defineRoute({
    method: 'GET',
    path: `/v1/backtests/{id}/${file}`,
    summary,
    surface: 'read',
    params: z.object({ id: z.string() }),
    response: { contentType },
    problems: ['backtest-not-found', 'data-folder-corrupt', 'package-digest-mismatch'],
    handle: async ({ params, requestId }) => {
      const backtest = await evaluation.get(params.id)
      return new Response(streamOf(reportPieces(backtest, format)), {
        headers: { ...guards(), 'content-type': contentType, 'x-request-id': requestId },
      })
    },
  })
}

/** A report is a page of text: it runs nothing, loads nothing and stands in no frame. */
function guards(): Record<string, string> {
  return {
    'content-security-policy': `${reportPolicy()}; frame-ancestors 'none'; sandbox`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  }
}

function streamOf(pieces: Iterable<string>): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.iterator]()
  const encoder = new TextEncoder()
  return new ReadableStream({
    pull(controller) {
      const next = iterator.next()
      if (next.done === true) controller.close()
      else controller.enqueue(encoder.encode(next.value))
    },
  })
}
