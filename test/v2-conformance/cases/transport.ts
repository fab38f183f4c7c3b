import type { Case, Reply, Target } from '../types.ts'
import { casesOf, paths } from './make.ts'

/** Bytes below the protocol: requests that two parsers could read in two ways must not pass. */
export function transportCases(target: Target): readonly Case[] {
  const { infer } = paths(target)
  const text = JSON.stringify({ inputs: target.inputs })
  const length = `Content-Length: ${Buffer.byteLength(text)}\r\n`
  const hidden = 'GET /v2/health/live HTTP/1.1\r\nHost: HOST\r\n\r\n'
  const head = (more: string) =>
    `POST ${infer} HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/json\r\n${more}\r\n`
  const ask = (raw: string) => ({ method: 'POST', path: infer, raw })
  const refusedOnce = { status: '4xx' as const, rule: isOne }
  return casesOf('transport', 'transport', [
    [
      'cl-te',
      'a length beside chunks is refused, and nothing behind it is read',
      ask(`${head(`${length}Transfer-Encoding: chunked\r\n`)}0\r\n\r\n${hidden}`),
      refusedOnce,
    ],
    [
      'te-cl',
      'chunks beside a length are refused, and nothing behind them is read',
      ask(`${head('Transfer-Encoding: chunked\r\nContent-Length: 3\r\n')}8\r\n${hidden}`),
      refusedOnce,
    ],
    [
      'two-lengths',
      'two lengths are refused',
      ask(`${head(`${length}Content-Length: 1\r\n`)}${text}${hidden}`),
      refusedOnce,
    ],
    [
      'length-sign',
      'a length with a sign is refused',
      ask(`${head('Content-Length: +3\r\n')}abc`),
      refusedOnce,
    ],
    [
      'length-list',
      'a length that is a list is refused',
      ask(`${head('Content-Length: 3, 3\r\n')}abc`),
      refusedOnce,
    ],
    [
      'xchunked',
      'an unknown transfer encoding is refused',
      ask(`${head('Transfer-Encoding: xchunked\r\n')}0\r\n\r\n${hidden}`),
      refusedOnce,
    ],
    [
      'chunk-size',
      'a chunk whose size is no number is refused',
      ask(`${head('Transfer-Encoding: chunked\r\n')}zz\r\n${text}\r\n0\r\n\r\n`),
      refusedOnce,
    ],
    [
      'space-colon',
      'a space before a colon is refused',
      ask(`POST ${infer} HTTP/1.1\r\nHost: HOST\r\nContent-Length : 3\r\n\r\nabc${hidden}`),
      refusedOnce,
    ],
    [
      'no-host',
      'a request without a host is refused',
      ask(`POST ${infer} HTTP/1.1\r\nContent-Length: 0\r\n\r\n`),
      refusedOnce,
    ],
    [
      'long-header',
      'a header of 100 kB is refused',
      ask(head(`X-Long: ${'a'.repeat(100_000)}\r\n`)),
      refusedOnce,
    ],
    [
      'no-http',
      'bytes that are no HTTP are refused',
      ask('\x16\x03\x01\x02\x00\x01\x00\r\n\r\n'),
      refusedOnce,
    ],
  ])
}

function isOne({ text }: Reply): string | undefined {
  const statuses = text.match(/HTTP\/1\.1 \d{3}/g) ?? []
  return statuses.length === 1 ? undefined : `${statuses.length} replies came`
}
