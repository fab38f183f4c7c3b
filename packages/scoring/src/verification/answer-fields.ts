import { faultOf, type RowFault } from '../rows/row-fault.ts'

/** Where the answers of a row stand in a line, and how many there are. */
export interface AnswerShape {
  readonly rawWidth: number
  /** The name under which the outputs hold the answers. */
  readonly name: string
  /** What the link makes of the margins; absent where margins are the answers. */
  readonly linked?: {
    readonly output: 'probability' | 'value'
    readonly width: number
    /** The type in which the source answers. */
    readonly type: 'f64' | 'f32'
    /** The answers are the margins, by another name. */
    readonly isRaw?: boolean
  }
}

/** The answers of one line. */
export interface LineAnswers {
  readonly raw: Float64Array
  readonly linked?: Float64Array
}

/** Reads the members `raw` and `outputs` of a line. */
export function readAnswers(
  record: Readonly<Record<string, unknown>>,
  { rawWidth, name, linked }: AnswerShape,
): LineAnswers | RowFault {
  const outputs = isObject(record['outputs']) ? record['outputs'] : {}
  // Without a link the answers are the margins.
  const isRaw = linked === undefined || linked.isRaw === true
  const given = record['raw'] ?? (isRaw ? outputs[name] : undefined)
  const raw = toNumbers(given, rawWidth)
  if (raw === undefined) return wrong('/raw', given, rawWidth)
  if (linked === undefined) return { raw }
  const answer = outputs[name]
  if (answer === undefined) return { raw }
  const values = toNumbers(answer, linked.width) ?? bothClasses(answer, linked)
  if (values !== undefined) return { raw, linked: values }
  return wrong(`/outputs/${name}`, answer, linked.width)
}

/** Libraries give the probability of the second class alone. */
function bothClasses(
  answer: unknown,
  { output, width, type }: NonNullable<AnswerShape['linked']>,
): Float64Array | undefined {
  if (output !== 'probability' || width !== 2) return undefined
  const p = toNumbers(answer, 1)?.[0]
  if (p === undefined) return undefined
  return Float64Array.of(type === 'f32' ? Math.fround(1 - p) : 1 - p, p)
}

function toNumbers(value: unknown, width: number): Float64Array | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value]
  if (list.length !== width) return undefined
  const numbers = list.map(toNumber)
  return numbers.includes(undefined) ? undefined : Float64Array.from(numbers as readonly number[])
}

const decimal = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/
const infinity = /^([+-]?)inf(inity)?$/i

/** A number, or text that stands for one; null is NaN, as JSON writers have it. */
function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (value === null || value === 'NaN' || value === 'nan') return Number.NaN
  if (typeof value !== 'string') return undefined
  if (decimal.test(value)) return Number(value)
  const sign = infinity.exec(value)?.[1]
  if (sign === undefined) return undefined
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}

function wrong(pointer: string, value: unknown, width: number): RowFault {
  const expected = width === 1 ? 'a number' : `${width} numbers`
  const what = pointer === '/raw' ? `${expected}: the margins, before the link` : expected
  return faultOf('row-type', pointer, value, what)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
