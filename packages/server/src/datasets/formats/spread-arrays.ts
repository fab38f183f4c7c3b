import { elementName, type InputRow } from '@ratchet-ml/scoring'

/** Lengths of the arrays under a name, outermost first; by name. */
export type ArrayShapes = ReadonlyMap<string, readonly number[]>

type Members = Readonly<Record<string, unknown>>

/** An array whose elements are asked for. */
interface AskedArray {
  readonly name: string
  readonly shape: readonly number[]
  /** Names of the asked elements, by their place row-major. */
  readonly elements: readonly (readonly [at: number, name: string])[]
}

const elementOfArray = /^(.*)\[\d+\]$/s

/** The name of the array whose element a column is called as. */
export function arrayNameOf(column: string): string | undefined {
  return elementOfArray.exec(column)?.[1]
}

/**
 * A row with the elements of its arrays of numbers in their stead. The first array under a name says what the arrays
 * under it are, in `shapes`; others, and what holds no numbers, stay as they are.
 */
export function spreadAll(row: InputRow, shapes: Map<string, readonly number[]>): InputRow {
  if (row.kind === 'fault' || !isObject(row.record)) return row
  if (!Object.values(row.record).some(Array.isArray)) return row
  const members = Object.entries(row.record).flatMap(([name, value]): [string, unknown][] => {
    const shape = shapes.get(name) ?? (Array.isArray(value) ? shapeOf(value) : undefined)
    if (shape === undefined) return [[name, value]]
    shapes.set(name, shape)
    const elements = elementsIn(value, shape)
    return elements?.map((element, i) => [elementName({ name }, i), element]) ?? [[name, value]]
  })
  return { ...row, record: Object.fromEntries(members) }
}

/**
 * The same of the arrays of which a column is asked. A row with an array of another shape than the first is a
 * fault, and so is one that has an array's elements one by one beside it.
 */
export function arraySpreader(
  columns: readonly string[],
  shapes: ArrayShapes,
): (row: InputRow) => InputRow {
  const arrays = arraysOf(new Set(columns), shapes)
  if (arrays.length === 0) return (row) => row
  return (row) => {
    if (row.kind === 'fault' || !isObject(row.record)) return row
    const { record, line } = row
    const members: Record<string, unknown> = Object.assign(Object.create(null), record)
    for (const array of arrays) {
      const value = Object.hasOwn(record, array.name) ? record[array.name] : undefined
      if (value === undefined || value === null) continue
      const elements = elementsIn(value, array.shape)
      if (elements === undefined) return faultOf(line, array, value)
      delete members[array.name]
      for (const [at, name] of array.elements) {
        if (Object.hasOwn(record, name)) return twice(line, array.name, name)
        members[name] = elements[at]
      }
    }
    return { ...row, record: members }
  }
}

function arraysOf(asked: ReadonlySet<string>, shapes: ArrayShapes): readonly AskedArray[] {
  const names = new Set([...asked].map(arrayNameOf))
  return [...shapes]
    .filter(([name]) => names.has(name))
    .map(([name, shape]) => {
      const count = shape.reduce((product, length) => product * length, 1)
      const all = Array.from({ length: count }, (_, at) => [at, elementName({ name }, at)] as const)
      return { name, shape, elements: all.filter(([, element]) => asked.has(element)) }
    })
}

function isObject(record: unknown): record is Members {
  return typeof record === 'object' && record !== null && !Array.isArray(record)
}

/** Undefined where arrays in it differ in length, are empty, or hold what is no number. */
function shapeOf(value: unknown): readonly number[] | undefined {
  if (!Array.isArray(value)) return isElement(value) ? [] : undefined
  const inner = shapeOf(value[0])
  if (inner === undefined) return undefined
  const shape = [value.length, ...inner]
  return elementsIn(value, shape) === undefined ? undefined : shape
}

/** Row-major; undefined where the value is not of the shape. */
function elementsIn(value: unknown, shape: readonly number[]): readonly unknown[] | undefined {
  const elements: unknown[] = []
  return gather(value, shape, 0, elements) ? elements : undefined
}

function gather(
  value: unknown,
  shape: readonly number[],
  depth: number,
  elements: unknown[],
): boolean {
  if (!Array.isArray(value) || value.length !== shape[depth]) return false
  const isInnermost = depth === shape.length - 1
  for (const part of value) {
    if (isInnermost ? !isElement(part) : !gather(part, shape, depth + 1, elements)) return false
    if (isInnermost) elements.push(part)
  }
  return true
}

function isElement(value: unknown): boolean {
  if (typeof value === 'string') return isNumberText(value)
  return value === null || ['number', 'bigint', 'boolean'].includes(typeof value)
}

/** Numbers that JSON has no other way to write. */
export function isNumberText(text: string): boolean {
  return text === 'NaN' || text === 'Infinity' || text === '-Infinity'
}

function faultOf(line: number, { name, shape }: AskedArray, value: unknown): InputRow {
  const found = shapeOf(value) ?? []
  const plain = Array.isArray(value) ? 'an array that is uneven or not of numbers' : 'no array'
  const words = found.length === 0 ? plain : wordsOf(found)
  const expected = `${wordsOf(shape)}, as in the first rows`
  return fault(line, `${words} under ${JSON.stringify(name)}`, expected)
}

function wordsOf(shape: readonly number[]): string {
  return `an array of ${shape.join(' by ')} numbers`
}

function twice(line: number, name: string, element: string): InputRow {
  const found = `${JSON.stringify(element)} beside an array under ${JSON.stringify(name)}`
  return fault(line, found, 'the array, or its elements one by one')
}

function fault(line: number, found: string, expected: string): InputRow {
  return { kind: 'fault', line, fault: { code: 'row-unreadable', pointer: '', found, expected } }
}
