import type { Tolerance } from '@ratchet-ml/protocol'
import {
  type Coefficients,
  createScorer,
  type Package,
  Refusal,
  type Scored,
  type Scorer,
} from '@ratchet-ml/scoring'
import { isWithin } from '../tolerance.ts'

/** Rows whose predictions are looked at. */
export interface Sample {
  readonly rows: Float64Array
  readonly count: number
}

/** So few rows are answered sooner by the interpreter than tables are laid out for the kernels. */
const fewRows = 150

/** The program of a package with other coefficients. */
type Model = Pick<Package, 'program' | 'coefficients' | 'contract'>

/** Counts predictions that other coefficients move beyond a tolerance. */
export class MoveCounter {
  readonly #model: Model
  readonly #tolerance: Tolerance
  readonly #width: number

  constructor(model: Model, tolerance: Tolerance) {
    this.#model = model
    this.#tolerance = tolerance
    this.#width = scorerOf(model, model.coefficients)?.featureCount ?? 0
  }

  /** The answers of the model as it is. */
  answers(sample: Sample): Scored {
    const scorer = scorerOf(this.#model, this.#model.coefficients)
    if (scorer === undefined) throw new TypeError('the model itself is refused')
    return answersOf(scorer, sample)
  }

  /** A scorer over other coefficients; `undefined` where they contradict each other. */
  scorer(coefficients: Coefficients): Scorer | undefined {
    return scorerOf(this.#model, coefficients)
  }

  /** Numbers of the rows that other coefficients move. */
  moved(sample: Sample, before: Scored, coefficients: Coefficients): readonly number[] {
    const engine = sample.count <= fewRows ? 'reference' : 'kernels'
    const scorer = scorerOf(this.#model, coefficients, engine)
    if (scorer === undefined) return []
    const after = answersOf(scorer, sample)
    return Array.from({ length: sample.count }, (_, i) => i).filter((i) =>
      this.#isMoved(before, after, i),
    )
  }

  /** Some rows of a sample alone. */
  part(sample: Sample, chosen: readonly number[]): Sample {
    const rows = new Float64Array(chosen.length * this.#width)
    for (const [to, from] of chosen.entries()) {
      const row = sample.rows.subarray(from * this.#width, (from + 1) * this.#width)
      rows.set(row, to * this.#width)
    }
    return { rows, count: chosen.length }
  }

  #isMoved(before: Scored, after: Scored, row: number): boolean {
    if (before.label !== undefined && before.label[row] !== after.label?.[row]) return true
    const { probability, classes = 0, value, targets = 0 } = before
    return (
      this.#differs(probability, after.probability, row, classes) ||
      this.#differs(value, after.value, row, targets)
    )
  }

  #differs(
    before: Float64Array | undefined,
    after: Float64Array | undefined,
    row: number,
    width: number,
  ): boolean {
    if (before === undefined || after === undefined) return false
    for (let i = row * width; i < (row + 1) * width; i++) {
      const [a, b] = [after[i] ?? Number.NaN, before[i] ?? Number.NaN]
      if (!Object.is(a, b) && !isWithin(a, b, this.#tolerance)) return true
    }
    return false
  }
}

function answersOf(scorer: Scorer, { rows, count }: Sample): Scored {
  const scored = scorer.allocate(count)
  scorer.score(rows, count, scored)
  return scored
}

function scorerOf(
  { program, contract }: Model,
  coefficients: Coefficients,
  engine: Scorer['engine'] = 'kernels',
): Scorer | undefined {
  try {
    return createScorer(program, coefficients, contract, { engine })
  } catch (thrown) {
    if (thrown instanceof Refusal) return undefined
    throw thrown
  }
}
