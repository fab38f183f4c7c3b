import { setImmediate as turn } from 'node:timers/promises'
import { Problem } from '../problem.ts'

/**
 * The whole body of a request.
 * @throws Problem `body-too-large` as soon as it is known to exceed `maximumBytes`
 */
export async function readBody(request: Request, maximumBytes: number): Promise<Uint8Array> {
  const declared = Number(request.headers.get('content-length') ?? 0)
  if (declared > maximumBytes) throw tooLarge(declared, maximumBytes)
  if (request.body === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body) {
    length += chunk.length
    if (length > maximumBytes) throw tooLarge(length, maximumBytes)
    chunks.push(chunk)
  }
  return await concatenate(chunks, length)
}

const bytesPerTurn = 1 << 18

/** In turns, as the thread serves requests meanwhile. */
async function concatenate(chunks: readonly Uint8Array[], length: number): Promise<Uint8Array> {
  const whole = new Uint8Array(length)
  let at = 0
  let pausedAt = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
    if (at - pausedAt < bytesPerTurn) continue
    pausedAt = at
    await turn()
  }
  return whole
}

function tooLarge(found: number, maximum: number): Problem {
  return new Problem(
    'body-too-large',
    `The body has at least ${found} bytes; at most ${maximum} are taken here.`,
  )
}
