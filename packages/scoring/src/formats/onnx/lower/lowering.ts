import type { ModelBuilder } from '../../../ir/builder.ts'
import type { MapFunction } from '../../../ir/numeric-steps.ts'
import type { Link, Step, TensorData } from '../../../ir/types.ts'
import type { ElementType } from '../types.ts'
import { type ColumnsValue, sizeOf, type Value } from './value.ts'

type Without<S, K extends string> = S extends unknown ? Omit<S, K> : never

/** How a number of a type is rounded after each operation. */
export type Rounding = 'no' | 'f32' | 'integer'

/** Columns of another value. */
interface Selection {
  readonly of: string
  readonly width: number
  readonly columns: readonly number[]
}

/** A model on its way to the op graph: its values by name, and the steps so far. */
export class Lowering {
  readonly values = new Map<string, Value>()
  /** The value that holds the encoded row, and its width. */
  readonly row: string
  readonly rowWidth: number
  /** Sums whose order ONNX leaves open, or functions that are not the same everywhere, came in. */
  isExact = true
  /** A link made scores of sums: what is computed of those scores is no sum. */
  hasLink = false
  /** Categories that onnxruntime ends with an error for are answered as all zeros. */
  acceptsUnknown = false
  readonly #builder: ModelBuilder
  readonly #rounded = new Map<string, string>()
  readonly #selections = new Map<string, Selection>()
  #steps = 0
  #coefficients = 0

  constructor(builder: ModelBuilder, rowWidth: number) {
    this.#builder = builder
    this.rowWidth = rowWidth
    this.row = builder.step({ op: 'input@1', out: 'row', width: rowWidth })
  }

  get builder(): ModelBuilder {
    return this.#builder
  }

  get stepCount(): number {
    return this.#steps
  }

  /** Appends a step under a name of its own. @returns the name */
  step(step: Without<Step, 'out'>): string {
    this.#steps += 1
    // A step without its name, and the name.
    return this.#builder.step({ ...step, out: `v${this.#steps}` } as Step)
  }

  /** Stores numbers. @returns their name */
  numbers(data: TensorData, shape?: readonly number[]): string {
    return this.#builder.coefficient(this.coefficientName(), data, shape)
  }

  /** A name that no coefficient has. */
  coefficientName(): string {
    this.#coefficients += 1
    return `c${this.#coefficients}`
  }

  /** The numbers of a value as ONNX has them: of singles and halves, rounded. */
  exact({ name, element, isRounded }: ColumnsValue): string {
    if (isRounded || (element !== 'float' && element !== 'float16')) return name
    const key = `${element} ${name}`
    const known = this.#rounded.get(key)
    if (known !== undefined) return known
    const rounded = this.round(name, element)
    this.#rounded.set(key, rounded)
    return rounded
  }

  /** A value rounded to its type after an operation in doubles. */
  round(name: string, element: ElementType): string {
    const to = element === 'float16' ? 'f16' : roundingOf(element)
    return to === 'no' ? name : this.step({ op: 'cast@1', in: name, to })
  }

  map(name: string, by: MapFunction): string {
    return this.step({ op: 'map@1', in: name, function: by })
  }

  link(name: string, link: Link): string {
    return this.step({ op: 'link@1', in: name, link, divisor: 1, complement: false })
  }

  /** Columns of a value, by their numbers; the value itself where these are all, in order. */
  select(name: string, width: number, columns: readonly number[]): string {
    const isAll = columns.length === width && columns.every((column, i) => column === i)
    if (isAll) return name
    const selected = this.step({ op: 'select@1', in: name, columns })
    this.#selections.set(selected, { of: name, width, columns })
    return selected
  }

  /** Values side by side; columns of one value are taken at once. */
  concat(names: readonly string[]): string {
    const [first] = names
    if (names.length === 1 && first !== undefined) return first
    const parts = names.map((name) => this.#selections.get(name))
    const whole = parts[0]
    if (whole !== undefined && parts.every((part) => part?.of === whole.of)) {
      const columns = parts.flatMap((part) => part?.columns ?? [])
      return this.select(whole.of, whole.width, columns)
    }
    return this.step({ op: 'concat@1', in: names })
  }
}

export function roundingOf(element: ElementType): Rounding {
  if (element === 'float') return 'f32'
  return element === 'double' ? 'no' : 'integer'
}

/** A value that a step has just made in the numbers of its type. */
export function columnsOf(
  name: string,
  element: ElementType,
  shape: readonly number[],
): ColumnsValue {
  return { kind: 'columns', element, shape, name, isRounded: true }
}

export function widthOf({ shape }: ColumnsValue): number {
  return sizeOf(shape)
}
