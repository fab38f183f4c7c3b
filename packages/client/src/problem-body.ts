import type { ProblemBody, ProblemCode } from '@ratchet-ml/protocol'

/**
 * The problem in an error reply.
 *
 * A reply that is no problem details document (from a proxy, or a server of another make) becomes
 * one, by its status.
 */
export function problemBodyOf(reply: unknown, status: number, url: string): ProblemBody {
  if (isProblemBody(reply)) return reply
  return {
    type: 'about:blank',
    title: 'The answer is not understood',
    status,
    detail: `${url} answered with status ${status} and no problem document.`,
    code: codeOfStatus(status),
    hint: 'Check that the address is that of a Ratchet server and not of something before it.',
    retry: status >= 500 ? 'later' : 'never',
  }
}

const startHint = 'Start the server with `ratchet serve`, or give the address at which it listens.'
const certificateHint =
  'Ask under a name of its certificate, and name the file of who signed it in the environment: NODE_EXTRA_CA_CERTS=ca.pem.'

/** @param reason why nothing came back; one that speaks of a certificate has its own hint */
export function unreachable(url: string, reason: string): ProblemBody {
  return {
    type: 'about:blank',
    title: 'No server answers',
    status: 503,
    detail: `No server answers at ${url}: ${reason}.`,
    code: 'server-unreachable',
    hint: /\bcertificate\b/.test(reason) ? certificateHint : startHint,
    retry: 'later',
  }
}

export function deadlineExceeded(url: string, deadlineMs: number): ProblemBody {
  return {
    type: 'about:blank',
    title: 'The deadline has passed',
    status: 504,
    detail: `${url} did not answer within ${deadlineMs} ms.`,
    code: 'deadline-exceeded',
    hint: 'Ask again later, ask for less, or allow more time.',
    retry: 'later',
  }
}

/** @param found what the reply held in the place of `expected` */
export function replyInvalid(url: string, found: string, expected: string): ProblemBody {
  return {
    type: 'about:blank',
    title: 'The answer does not have the declared form',
    status: 502,
    detail: `${url} answered with ${found}; expected ${expected}.`,
    code: 'internal',
    hint: 'Check that client and server are of the same release.',
    retry: 'never',
  }
}

function isProblemBody(reply: unknown): reply is ProblemBody {
  if (typeof reply !== 'object' || reply === null) return false
  const texts = ['title', 'detail', 'code'] as const
  return texts.every((key) => key in reply && typeof Reflect.get(reply, key) === 'string')
}

function codeOfStatus(status: number): ProblemCode {
  if (status === 404) return 'path-not-found'
  if (status === 405) return 'method-not-allowed'
  if (status === 413) return 'body-too-large'
  if (status === 429) return 'overloaded'
  if (status === 502 || status === 503) return 'server-unreachable'
  if (status === 504) return 'deadline-exceeded'
  return status < 500 ? 'usage' : 'internal'
}
