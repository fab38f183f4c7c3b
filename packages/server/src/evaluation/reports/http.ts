import { z } from 'zod'
import { defineRoute } from '../../platform/http-kit/define-route.ts'
import type { AnyRoute } from '../../platform/http-kit/types.ts'
import type { Evaluation } from '../backtest/service.ts'
import type { Checks } from '../check/service.ts'
import type { ReportFormat } from './formats.ts'

/** Reports of recorded back-tests and checks over HTTP. */
export function reportRoutes(evaluation: Evaluation, checks: Checks): readonly AnyRoute[] {
  return [
    ...backtestReports.map(([format, file, summary]) =>
      defineRoute({
        ...readOf(format, `/v1/backtests/{id}/${file}`, summary),
        problems: ['backtest-not-found', 'data-folder-corrupt', 'package-digest-mismatch'],
        handle: async ({ params, requestId }) =>
          reply((await formats()).reportPieces(await evaluation.get(params.id), format), {
            format,
            requestId,
            policy: await policy(),
          }),
      }),
    ),
    ...checkReports.map(([format, file, summary]) =>
      defineRoute({
        ...readOf(format, `/v1/checks/{id}/${file}`, summary),
        problems: ['check-not-found', 'data-folder-corrupt', 'package-digest-mismatch'],
        handle: async ({ params, requestId }) =>
          reply((await formats()).checkPieces(await checks.get(params.id), format), {
            format,
            requestId,
            policy: await policy(),
          }),
      }),
    ),
  ]
}

// Pictures come with libraries, which are loaded when the first report is asked for and not at every start.
const formats = () => import('./formats.ts')
const policy = async () => (await import('./html/page.ts')).reportPolicy()

type Written = Exclude<ReportFormat, 'json'>

const backtestReports = [
  ['html', 'report', 'Fetch the report of a back-test: one page without scripts'],
  ['csv', 'report.csv', 'Fetch every value of a back-test as CSV'],
  ['markdown', 'report.md', 'Fetch the report of a back-test as Markdown'],
] as const satisfies readonly (readonly [Written, string, string])[]

const checkReports = [
  ['html', 'report', 'Fetch the report of a check: one page without scripts'],
  ['csv', 'report.csv', 'Fetch the gates and requirements of a check as CSV'],
  ['markdown', 'report.md', 'Fetch the report of a check as Markdown'],
] as const satisfies readonly (readonly [Written, string, string])[]

const contentTypes: Readonly<Record<Written, string>> = {
  html: 'text/html; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  markdown: 'text/markdown; charset=utf-8',
}

function readOf(format: Written, path: string, summary: string) {
  const params = z.object({ id: z.string() })
  const response = { contentType: contentTypes[format] }
  return { method: 'GET', path, summary, surface: 'read', params, response } as const
}

interface ReplyOptions {
  readonly format: Written
  readonly requestId: string
  readonly policy: string
}

function reply(pieces: Iterable<string>, { format, requestId, policy }: ReplyOptions): Response {
  return new Response(streamOf(pieces), {
    headers: { ...guards(policy), 'content-type': contentTypes[format], 'x-request-id': requestId },
  })
}

/** A report is a page of text: it runs nothing, loads nothing and stands in no frame. */
function guards(policy: string): Record<string, string> {
  return {
    'content-security-policy': `${policy}; frame-ancestors 'none'; sandbox`,
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
