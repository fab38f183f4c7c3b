import { Buffer } from 'node:buffer'
import { randomFillSync } from 'node:crypto'
import type { Clock, Micros } from './clock.ts'

/** A source of identifiers that sort by the time they were made. */
export interface Ids {
  /**
   * A UUIDv7; each is greater, as text, than the one before it.
   * @param at when it is made; now unless told
   */
  next(at?: Micros): string
}

export interface IdsOptions {
  readonly clock: Clock
  /** Fills bytes with randomness; the system's unless told. */
  readonly fill?: (bytes: Uint8Array) => void
}

const stepsPerMs = 4096
const poolSize = 4096
const steps = Array.from({ length: stepsPerMs }, (_, step) => step.toString(16).padStart(3, '0'))

/**
 * UUIDv7 of RFC 9562: 48 bits of milliseconds, 12 bits of the fraction of a millisecond (section 6.2,
 * method 3), 62 random bits. Where the clock stands still or goes back, the time of the last
 * identifier goes on by its smallest step.
 */
export function createIds({ clock, fill = (bytes) => randomFillSync(bytes) }: IdsOptions): Ids {
  const random = new RandomTails(fill)
  let ms = 0
  let fraction = -1
  let prefixMs = Number.NaN
  let prefix = ''
  const advance = (now: Micros) => {
    const nowMs = Math.floor(now / 1000)
    const nowFraction = Math.floor(((now - nowMs * 1000) * stepsPerMs) / 1000)
    if (nowMs > ms || (nowMs === ms && nowFraction > fraction)) {
      ms = nowMs
      fraction = nowFraction
    } else {
      fraction += 1
      if (fraction === stepsPerMs) {
        ms += 1
        fraction = 0
      }
    }
  }
  const next = (at = clock.now()) => {
    advance(at)
    if (ms !== prefixMs) {
      prefix = timeOf(ms)
      prefixMs = ms
    }
    return prefix + steps[fraction] + random.next()
  }
  return { next }
}

/** `xxxxxxxx-xxxx-7`: the milliseconds and the version. */
function timeOf(ms: number): string {
  const time = ms.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7`
}

/** Ends of identifiers, many made at once: `-vxxx-xxxxxxxxxxxx`, with the variant of RFC 9562. */
class RandomTails {
  readonly #fill: (bytes: Uint8Array) => void
  readonly #pool = Buffer.alloc(poolSize)
  #hex = ''
  #used = 2 * poolSize

  constructor(fill: (bytes: Uint8Array) => void) {
    this.#fill = fill
  }

  next(): string {
    if (this.#used === 2 * poolSize) this.#refill()
    const from = this.#used
    this.#used = from + 16
    return `-${this.#hex.slice(from, from + 4)}-${this.#hex.slice(from + 4, from + 16)}`
  }

  #refill(): void {
    const pool = this.#pool
    this.#fill(pool)
    for (let at = 0; at < poolSize; at += 8) pool[at] = ((pool[at] as number) & 0x3f) | 0x80
    this.#hex = pool.toString('hex')
    this.#used = 0
  }
}
