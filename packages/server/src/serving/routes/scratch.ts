import type { Scored } from '@ratchet-ml/scoring'
import { shapeOf } from '../engines/answer-columns.ts'
import type { LoadedVersion } from '../lifecycle/types.ts'

/** Shapes of answers that are remembered. */
const mostShapes = 100

/**
 * Memory for the rows of one turn and their answers, which belongs to whoever has the turn: endpoints and
 * versions need none of their own, which would be garbage with every change of a route.
 */
export class Scratch {
  #memory = new Float64Array(0)
  readonly #answers = new Map<string, Scored>()

  /** Room for so many numbers, with anything in it. */
  take(length: number): Float64Array {
    if (this.#memory.length < length) this.#memory = new Float64Array(length)
    return this.#memory.subarray(0, length)
  }

  /** Room for the answers of at least so many rows, with anything in it. */
  answers(scorer: LoadedVersion['scorer'], rows: number): Scored {
    const shape = shapeOf(scorer)
    const { rawWidth, classes, targets, hasLabel } = shape
    const key = `${rawWidth} ${classes} ${targets} ${hasLabel}`
    const known = this.#answers.get(key)
    if (known !== undefined && known.raw.length >= rows * rawWidth) return known
    const made = scorer.allocate(rows)
    if (this.#answers.size < mostShapes || known !== undefined) this.#answers.set(key, made)
    return made
  }
}
