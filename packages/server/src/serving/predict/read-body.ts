import { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { Problem } from '../../platform/problem.ts'
import { tooMuchAtOnce } from './body-budget.ts'

/** Called once: with the whole body, or with the reason why it is not taken. */
export type BodyRead = (body: Buffer, problem: Problem | undefined) => void

const nothing = Buffer.alloc(0)
/** A refused body is read to its end up to this many bytes, so that the refusal can be read. */
const mostDrainedBytes = 1 << 28

/**
 * Reads a body of at most `limit` bytes. A caller that goes away is not answered.
 * @param mayGrow whether there is room for a body of so many bytes
 */
export function readBody(
  req: IncomingMessage,
  limit: number,
  done: BodyRead,
  mayGrow?: (length: number) => boolean,
): void {
  const declared = Number(req.headers['content-length'] ?? 0)
  if (declared > limit) {
    drain(req)
    done(nothing, tooLarge(declared, limit))
    return
  }
  let first: Buffer | undefined
  let rest: Buffer[] | undefined
  let length = 0
  let isOver = false
  req.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (isOver) {
      if (length > mostDrainedBytes) req.destroy()
    } else if (length > limit) {
      isOver = true
      first = rest = undefined
      done(nothing, tooLarge(length, limit))
    } else if (mayGrow !== undefined && !mayGrow(length)) {
      isOver = true
      first = rest = undefined
      done(nothing, tooMuchAtOnce())
    } else if (first === undefined) {
      first = chunk
    } else {
      rest ??= [first]
      rest.push(chunk)
    }
  })
  req.on('end', () => {
    if (!isOver) done(rest === undefined ? (first ?? nothing) : Buffer.concat(rest), undefined)
  })
}

function drain(req: IncomingMessage): void {
  let length = 0
  req.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length > mostDrainedBytes) req.destroy()
  })
}

function tooLarge(found: number, limit: number): Problem {
  return new Problem(
    'body-too-large',
    `The body has at least ${found} bytes; at most ${limit} are taken here.`,
    { hint: 'Send the rows in several requests.' },
  )
}
