import { Name, OutcomeBody, OutcomeReceipt } from '@ratchet-ml/protocol'
import { z } from 'zod'
import { defineRoute } from '../../platform/http-kit/define-route.ts'
import type { AnyRoute, BodyStream } from '../../platform/http-kit/types.ts'
import { Problem } from '../../platform/problem.ts'
import { parseChoice } from './name-members.ts'
import type { OutcomeService } from './service.ts'
import type { OutcomeForm } from './types.ts'

const AddQuery = z.strictObject({
  /** Of rows that do not say. */
  endpoint: Name.optional(),
  name: Name.optional(),
  /** `value=sold,predictionId=pid`: what the members are called here. */
  columns: z.string().max(2000).optional(),
  /** Columns that are left out, separated by commas. */
  ignore: z.string().max(2000).optional(),
  /** What the rows come from, for the quarantine file. */
  source: z.string().max(200).optional(),
  /** Names the quarantine file, so that several bodies share it. */
  run: z
    .string()
    .regex(/^[\w-]{1,64}$/, 'a run has 1 to 64 letters, digits, dashes or underscores')
    .optional(),
  /** What is added to the numbers of rows, where the body is a part of something. */
  offset: z.coerce.number().int().min(0).optional(),
  /** Whether these numbers count lines or rows. */
  place: z.enum(['line', 'row']).optional(),
})

/** @param outcomes absent where nothing is kept */
export function outcomeRoutes(outcomes: OutcomeService | undefined): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/outcomes',
      summary: 'Report what happened: outcomes of predictions, one or many',
      surface: 'predict',
      query: AddQuery,
      body: {
        stream: {
          'application/json': OutcomeBody,
          'application/x-ndjson': undefined,
          'text/csv': undefined,
          'application/vnd.apache.parquet': undefined,
        },
      },
      response: OutcomeReceipt,
      problems: [
        ...(['outcome-invalid', 'outcome-time-impossible', 'outcome-unmatchable'] as const),
        ...(['endpoint-not-found', 'outcomes-absent', 'content-type-unsupported'] as const),
        ...(['data-unreadable', 'data-column-unknown', 'data-column-missing'] as const),
        ...(['row-unreadable', 'disk-full', 'outcomes-unwritable', 'overloaded'] as const),
        ...(['deadline-exceeded', 'draining'] as const),
      ],
      handle: async ({ query, body, requestId }) => {
        if (outcomes === undefined) throw absent()
        const { headers, chunks } = body as BodyStream // what a stream declaration brings
        const form = formOf(headers)
        const { columns, ignore, endpoint, name, run } = query
        const request = {
          ...{ form, endpoint, name, run, ...parseChoice(columns, ignore) },
          source: query.source ?? `request ${requestId}`,
          offset: query.offset ?? 0,
          place: query.place ?? (form === 'parquet' ? 'row' : 'line'),
        }
        return await outcomes.add(request, chunks)
      },
    }),
  ]
}

const forms: readonly (readonly [RegExp, OutcomeForm])[] = [
  [/^application\/(?:[a-z0-9.+-]+\+)?json\s*(?:;|$)/i, 'json'],
  [/^application\/(?:x-ndjson|ndjson|jsonl|x-jsonlines|jsonlines)\s*(?:;|$)/i, 'ndjson'],
  [/^(?:text|application)\/csv\s*(?:;|$)/i, 'csv'],
  [/^application\/(?:vnd\.apache\.parquet|x-parquet|parquet)\s*(?:;|$)/i, 'parquet'],
]

/** What curl and others declare when they are told nothing. */
const clientDefault = /^(?:application\/x-www-form-urlencoded|text\/plain)\s*(?:;|$)/i

/**
 * Pages of other sites may send the types that forms have, or none, without asking: from them, which
 * always send Origin, only types that have to be asked for are taken.
 */
function formOf(headers: BodyStream['headers']): OutcomeForm {
  const type = headers.get('content-type')
  const coding = headers.get('content-encoding')
  if (coding !== null && coding !== 'identity') {
    throw unsupported('The body is compressed, which is not taken.', 'Send it as it is.')
  }
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(type ?? '')?.[1]?.toLowerCase()
  if (charset !== undefined && !['utf-8', 'utf8', 'us-ascii'].includes(charset)) {
    throw unsupported('The body is declared in another charset than UTF-8.', 'Send UTF-8.')
  }
  const form = forms.find(([pattern]) => pattern.test(type ?? ''))?.[1]
  if (form !== undefined) return form
  const isDefault = type === null || clientDefault.test(type)
  if (isDefault && headers.get('origin') === null) return 'json'
  throw unsupported(
    'The body is not declared as JSON, NDJSON, CSV or Parquet.',
    'Send Content-Type: application/json, application/x-ndjson, text/csv or application/vnd.apache.parquet.',
  )
}

function unsupported(detail: string, hint: string): Problem {
  return new Problem('content-type-unsupported', detail, { hint })
}

function absent(): Problem {
  return new Problem('outcomes-absent', 'This server keeps nothing, so it takes no outcomes.', {
    hint: 'Serve with a data folder: inside a project, or with --data DIR.',
  })
}
