import type { Coefficients, Program, Step, Tensor, TensorData } from './types.ts'

/** What an importer hands on: the algorithm and its numbers. */
export interface Model {
  readonly program: Program
  readonly coefficients: Coefficients
}

/** Collects steps and coefficients in the order an importer or a trainer makes them. */
export class ModelBuilder {
  readonly #steps: Step[] = []
  readonly #coefficients = new Map<string, Tensor>()

  /** Stores numbers under a name; one dimension unless a shape is given. @returns the name */
  coefficient(name: string, data: TensorData, shape: readonly number[] = [data.length]): string {
    if (this.#coefficients.has(name))
      throw new RangeError(`The coefficient ${name} exists already.`)
    this.#coefficients.set(name, { shape, data })
    return name
  }

  /** The steps so far. */
  get steps(): readonly Step[] {
    return this.#steps
  }

  /** The numbers so far. */
  get coefficients(): Coefficients {
    return this.#coefficients
  }

  /** Appends a step. @returns the name of its value */
  step(step: Step): string {
    this.#steps.push(step)
    return step.out
  }

  build(outputs: Program['outputs']): Model {
    return {
      program: { format: 1, steps: [...this.#steps], outputs },
      coefficients: new Map(this.#coefficients),
    }
  }
}
