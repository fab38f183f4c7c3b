import type { EventEmitter } from 'node:events'
import { Problem } from '../../platform/problem.ts'

/** Bytes of a body that count nowhere: as many as every connection may bring. */
const freeBytes = 256 << 10

/** Bounds how many bytes of big bodies are in memory at one time, over all requests together. */
export class BodyBudget {
  readonly #most: number
  #used = 0

  constructor(mostBytes: number) {
    this.#most = mostBytes
  }

  /**
   * For one request: tells whether a body may have grown to `length` bytes. What it took is given back
   * when the reply is over.
   */
  holder(reply: Pick<EventEmitter, 'once'>): (length: number) => boolean {
    let held = 0
    return (length) => {
      const more = length - freeBytes - held
      if (more <= 0) return true
      if (this.#used + more > this.#most) return false
      if (held === 0) {
        reply.once('close', () => {
          this.#used -= held
        })
      }
      held += more
      this.#used += more
      return true
    }
  }
}

export function tooMuchAtOnce(): Problem {
  return new Problem('overloaded', 'The bodies of all requests together are too big for now.', {
    hint: 'Try again, or send the rows in several requests.',
    retryAfterSeconds: 1,
  })
}
