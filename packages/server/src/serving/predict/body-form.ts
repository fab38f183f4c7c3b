import type { IncomingMessage } from 'node:http'
import { Problem } from '../../platform/problem.ts'
import type { BodyForm } from './call.ts'

const json = /^application\/(?:[a-z0-9.+-]+\+)?json\s*(?:;|$)/i
const csv = /^(?:text\/csv|application\/csv)\s*(?:;|$)/i
const ndjson = /^application\/(?:x-ndjson|ndjson|jsonl|x-jsonlines|jsonlines)\s*(?:;|$)/i
const bytes = /^application\/octet-stream\s*(?:;|$)/i
const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i

/** What curl, urllib and fetch declare of a body when they are told nothing. */
const clientDefault = /^(?:application\/x-www-form-urlencoded|text\/plain)\s*(?:;|$)/i

/**
 * How the body of a plain request is written, by its Content-Type. A missing one counts as JSON; so do
 * the default types of common clients, but not from a web page (which always sends Origin): a page of
 * another site may send those without asking.
 *
 * @throws Problem `content-type-unsupported`
 */
export function formOfPredict({ headers }: IncomingMessage): BodyForm {
  const type = headers['content-type']
  if (type === undefined || type === 'application/json') return 'json'
  checkCharset(type)
  if (json.test(type)) return 'json'
  if (csv.test(type)) return 'csv'
  if (ndjson.test(type)) return 'ndjson'
  if (headers.origin === undefined && clientDefault.test(type)) return 'json'
  throw new Problem(
    'content-type-unsupported',
    'The body is not declared as JSON, CSV or NDJSON.',
    {
      hint: 'Send Content-Type: application/json, text/csv or application/x-ndjson.',
    },
  )
}

/**
 * The same for V2: JSON, or JSON with tensors in binary behind it, which clients declare by the
 * header Inference-Header-Content-Length, whatever type they give.
 *
 * @throws Problem `content-type-unsupported`
 */
export function formOfInfer({ headers }: IncomingMessage): BodyForm {
  const type = headers['content-type']
  const isBinary = headers['inference-header-content-length'] !== undefined
  if (type === undefined || type === 'application/json') return isBinary ? 'tensors' : 'json'
  checkCharset(type)
  const isKnown = json.test(type) || (isBinary && bytes.test(type))
  if (isKnown || (headers.origin === undefined && clientDefault.test(type))) {
    return isBinary ? 'tensors' : 'json'
  }
  throw new Problem('content-type-unsupported', 'The body is not declared as JSON.', {
    hint: 'Send Content-Type: application/json, or application/octet-stream with the header Inference-Header-Content-Length.',
  })
}

function checkCharset(type: string): void {
  const found = charset.exec(type)?.[1]?.toLowerCase()
  if (found === undefined || found === 'utf-8' || found === 'utf8' || found === 'us-ascii') return
  throw new Problem(
    'content-type-unsupported',
    'The body is declared in another charset than UTF-8.',
    {
      hint: 'Send UTF-8.',
    },
  )
}

/** How the body is compressed. */
export type Coding = 'gzip' | 'deflate'

/**
 * The compression of a body, `undefined` for none.
 * @throws Problem `content-type-unsupported`
 */
export function codingOf({ headers }: IncomingMessage): Coding | undefined {
  const coding = headers['content-encoding']
  if (coding === undefined || coding === 'identity') return undefined
  const name = coding.trim().toLowerCase()
  if (name === 'identity' || name === '') return undefined
  if (name === 'gzip' || name === 'x-gzip') return 'gzip'
  if (name === 'deflate') return 'deflate'
  throw new Problem(
    'content-type-unsupported',
    'The body is compressed in a way that is not taken.',
    {
      hint: 'Send Content-Encoding: gzip or deflate, or send it without.',
    },
  )
}
