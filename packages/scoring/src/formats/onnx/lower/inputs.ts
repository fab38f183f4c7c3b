import type { Field, Tolerance } from '../../../contract/types.ts'
import { shown } from '../../../shown.ts'
import { rangeOf } from '../../onnx-graph/spoiling.ts'
import {
  type ElementType,
  fractional,
  type OnnxGraph,
  type OnnxModel,
  type OnnxValueInfo,
} from '../types.ts'
import { findWidth } from './input-widths.ts'
import { NotNative } from './not-native.ts'
import type { Levels } from './value.ts'

/** An input of the graph as columns of a row. */
export interface InputColumns {
  readonly name: string
  readonly element: ElementType
  /** Dimensions beside the rows. */
  readonly shape: readonly number[]
  readonly fieldNames: readonly string[]
  /** The number of columns is not in the file, but what its operators need. */
  readonly isGuessed: boolean
  /** Of texts. */
  readonly levels: readonly Levels[]
  /** A dictionary: what a row does not have is no fault. */
  readonly isMap: boolean
}

const mostColumns = 100_000
const readable: readonly ElementType[] = [
  ...(['float', 'double', 'float16', 'int64', 'int32', 'int16', 'int8'] as const),
  ...(['uint32', 'uint16', 'uint8', 'bool', 'string'] as const),
]

/** @throws NotNative for an input that is no tensor of rows */
export function readInputs(model: OnnxModel): readonly InputColumns[] {
  const { graph, metadata } = model
  if (graph.inputs.length === 0) {
    const found = 'no input'
    throw new NotNative({ node: '', place: '/graph/input', found, expected: 'an input of rows' })
  }
  checkRows(graph)
  let cell = 0
  return graph.inputs.map((input, i) => {
    const columns = readInput(graph, input, i, metadata)
    const first = cell
    cell += columns.fieldNames.length
    return {
      ...columns,
      levels: columns.levels.map((levels, k) => ({ ...levels, cell: first + k })),
    }
  })
}

/** Inputs of different fixed numbers of rows are not of the same rows. */
function checkRows({ inputs }: OnnxGraph): void {
  const lengths = inputs.map(({ type }) => (type.kind === 'tensor' ? type.shape?.[0] : undefined))
  const isFixed = lengths.some((length) => typeof length === 'number')
  const at = lengths.findIndex((length, i) => i > 0 && isFixed && length !== lengths[0])
  if (at < 0) return
  throw new NotNative({
    node: inputs[at]?.name ?? '',
    place: `/graph/input/${at}`,
    found: `${lengths[at] ?? 'any number of'} rows beside ${lengths[0] ?? 'any number of'}`,
    expected: 'inputs of the same rows',
  })
}

function readInput(
  graph: OnnxGraph,
  { name, type }: OnnxValueInfo,
  index: number,
  metadata: ReadonlyMap<string, string>,
): InputColumns {
  const refuse = (found: string, expected: string) =>
    new NotNative({ node: name, place: `/graph/input/${index}`, found, expected })
  if (type.kind === 'map') return readMap(graph, name, type.value, refuse)
  if (type.kind !== 'tensor') throw refuse(`a ${type.kind}`, 'a tensor or a map')
  const { element, shape } = type
  if (!readable.includes(element))
    throw refuse(`numbers of the type ${element}`, readable.join(', '))
  if (shape === undefined) throw refuse('a tensor of any dimensions', 'rows of columns')
  const rest = shape.slice(1).map((length) => (typeof length === 'number' ? length : undefined))
  if (shape.length === 0 || (rest.length > 1 && rest.includes(undefined))) {
    throw refuse(`the dimensions ${shape.map((n) => n ?? '?').join(' x ')}`, 'rows of columns')
  }
  const width = rest.length === 1 && rest[0] === undefined ? findWidth(graph, name) : undefined
  const known = rest.map((length) => length ?? width)
  const dims = known.filter((length) => length !== undefined)
  if (dims.length < known.length) throw refuse('columns of unknown number', 'how many there are')
  const count = dims.reduce((product, length) => product * length, 1)
  if (!(count >= 1 && count <= mostColumns)) {
    throw refuse(`${count} columns`, `1 to ${mostColumns}`)
  }
  return {
    ...{ name, element, shape: dims, isMap: false, isGuessed: width !== undefined },
    fieldNames: namesOf(name, count, metadata),
    levels: element === 'string' ? Array.from({ length: count }, openLevels) : [],
  }
}

/** A dictionary has the columns that the one operator reads that takes it. */
function readMap(
  graph: OnnxGraph,
  name: string,
  value: OnnxValueInfo['type'],
  refuse: (found: string, expected: string) => NotNative,
): InputColumns {
  const readers = graph.nodes.filter(({ inputs }) => inputs.includes(name))
  const [reader] = readers
  const words = reader === undefined ? [] : wordsOf(reader)
  const element = value.kind === 'tensor' ? value.element : 'string'
  if (readers.length !== 1 || words.length === 0 || element === 'string') {
    throw refuse('a dictionary', 'one of numbers, read by an operator with a vocabulary')
  }
  const shape = [words.length]
  const whole = { name, element, shape, isGuessed: false, isMap: true, levels: [] }
  return { ...whole, fieldNames: words }
}

function wordsOf({ op, attributes }: OnnxGraph['nodes'][number]): readonly string[] {
  const texts = attributes.get('string_vocabulary')
  const ints = attributes.get('int64_vocabulary')
  if (texts?.kind === 'strings') return texts.values
  if (ints?.kind === 'ints') return [...ints.values].map(String)
  const [form, most] = [attributes.get('map_form'), attributes.get('max_map')]
  const isSparse = op === 'CastMap' && form?.kind === 'string' && form.value === 'SPARSE'
  if (!isSparse || most?.kind !== 'int' || !(most.value >= 1 && most.value <= mostColumns))
    return []
  return Array.from({ length: most.value }, (_, i) => String(i))
}

function openLevels(): Levels {
  return { texts: [], isOpen: true }
}

/** A column alone has the name of its input; several have those of the file, or numbers. */
function namesOf(
  name: string,
  count: number,
  metadata: ReadonlyMap<string, string>,
): readonly string[] {
  if (count === 1) return [name]
  const listed = listNames(metadata.get('feature_names'))
  if (listed?.length === count) return listed
  return Array.from({ length: count }, (_, i) => `${name}[${i}]`)
}

/** Metadata that people write themselves: a JSON list of texts, or names between commas. */
function listNames(text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined
  try {
    const json: unknown = JSON.parse(text)
    const isList = Array.isArray(json) && json.every((item) => typeof item === 'string' && item)
    return isList ? json : undefined
  } catch {
    const names = text.split(',').map((part) => part.trim())
    return names.every((part) => part !== '') ? names : undefined
  }
}

/** The fields of all inputs. @throws NotNative when two have one name */
export function fieldsOf(
  inputs: readonly InputColumns[],
  missing: Tolerance = 'accept',
): readonly Field[] {
  const seen = new Set<string>()
  return inputs.flatMap((input, index) =>
    input.fieldNames.map((name, i) => {
      if (seen.has(name)) {
        const found = `the field ${shown(name)} a second time`
        const place = `/graph/input/${index}`
        throw new NotNative({ node: input.name, place, found, expected: 'other names' })
      }
      seen.add(name)
      if (input.levels[i]?.isText === true && input.levels[i].texts.length > 0) {
        const found = 'texts that are cut into words, and compared as they are'
        const place = `/graph/input/${index}`
        throw new NotNative({ node: input.name, place, found, expected: 'one of both' })
      }
      return fieldOf(input, name, missing, input.levels[i])
    }),
  )
}

function fieldOf(
  { element, isMap }: InputColumns,
  name: string,
  missing: Tolerance,
  levels?: Levels,
): Field {
  const base = { name, role: 'feature' } as const
  if (levels?.isText === true) return { ...base, type: 'text', missing: 'refuse' }
  if (levels !== undefined) {
    const unknownLevel = levels.refusesUnknown === true ? 'refuse' : 'accept'
    const texts = levels.texts.length > 0 ? levels.texts : ['']
    return { ...base, type: 'category', levels: texts, missing: 'refuse', unknownLevel }
  }
  if (element === 'bool') return { ...base, type: 'boolean', missing: 'refuse' }
  const range = rangeOf(element, missing)
  const number = { ...base, ...(range && { range }) }
  if (fractional.includes(element)) return { ...number, type: 'number', missing }
  return { ...number, type: 'integer', missing: isMap ? 'accept' : 'refuse' }
}
