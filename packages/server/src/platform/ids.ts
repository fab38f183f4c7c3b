import { randomFillSync } from 'node:crypto'
import type { Clock } from './clock.ts'

/** A source of identifiers that sort by the time they were made. */
export interface Ids {
  /** A UUIDv7; each is greater, as text, than the one before it. */
  next(): string
}

export interface IdsOptions {
  readonly clock: Clock
  /** Fills bytes with randomness; the system's unless told. */
  readonly fill?: (bytes: Uint8Array) => void
}

const stepsPerMs = 4096
const poolSize = 4096
const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/**
 * UUIDv7 of RFC 9562: 48 bits of milliseconds, 12 bits of the fraction of a millisecond (section 6.2,
 * method 3), 62 random bits. Where the clock stands still or goes back, the time of the last
 * identifier goes on by its smallest step.
 */
export function createIds({ clock, fill = (bytes) => randomFillSync(bytes) }: IdsOptions): Ids {
  const pool = new Uint8Array(poolSize)
  let used = poolSize
  let ms = 0
  let fraction = -1
  const advance = () => {
    const now = clock.now()
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
  const next = () => {
    if (used === poolSize) {
      fill(pool)
      used = 0
    }
    advance()
    used += 8
    return format(ms, fraction, pool, used - 8)
  }
  return { next }
}

function format(ms: number, fraction: number, random: Uint8Array, from: number): string {
  const time = ms.toString(16).padStart(12, '0')
  const step = fraction.toString(16).padStart(3, '0')
  let tail = ''
  for (let i = 0; i < 8; i++) {
    const byte = random[from + i] ?? 0
    tail += hex[i === 0 ? (byte & 0x3f) | 0x80 : byte]
    if (i === 1) tail += '-'
  }
  return `${time.slice(0, 8)}-${time.slice(8)}-7${step}-${tail}`
}
