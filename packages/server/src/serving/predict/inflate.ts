import type { Buffer } from 'node:buffer'
import { gunzip, inflate as inflateZlib } from 'node:zlib'
import { Problem } from '../../platform/problem.ts'
import type { Coding } from './body-form.ts'

/**
 * Inflates a body off the thread. It stops at `limit` bytes: a small body that would become a huge one
 * takes no more memory than an honest one.
 *
 * @throws Problem `body-too-large` or `body-malformed`
 */
export function inflate(body: Buffer, coding: Coding, limit: number): Promise<Buffer> {
  const run = coding === 'gzip' ? gunzip : inflateZlib
  return new Promise((resolve, reject) => {
    // One byte more than the limit would already be too many, so the bound is exact.
    run(body, { maxOutputLength: limit }, (error, inflated) => {
      if (error === null) resolve(inflated)
      else reject(problemOf(error, coding, limit))
    })
  })
}

function problemOf(error: NodeJS.ErrnoException, coding: Coding, limit: number): Problem {
  if (error.code === 'ERR_BUFFER_TOO_LARGE') {
    return new Problem(
      'body-too-large',
      `The body inflates to more than ${limit} bytes, which is the most that is taken here.`,
      { hint: 'Send the rows in several requests.' },
    )
  }
  return new Problem('body-malformed', `The body is not ${coding}, as Content-Encoding says.`, {
    hint: 'Send a whole compressed body, or send it without Content-Encoding.',
  })
}
