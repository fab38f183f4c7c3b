import type { Level } from '../../../contract/types.ts'
import { columnsOf, type Lowering, widthOf } from '../lower/lowering.ts'
import type { NodeReader } from '../lower/node-reader.ts'
import type { Operators } from '../lower/operator.ts'
import type { ColumnsValue } from '../lower/value.ts'
import { type ElementType, fractional } from '../types.ts'
import { type Mapping, mapColumns, mapElements } from './mapping.ts'

/** Categories as other categories, numbers, or zeros and ones. */
export const categoryOperators: Operators = {
  'ai.onnx.ml:LabelEncoder': (node, lowering) => {
    const x = node.columns(0)
    node.output(0, mapElements(node, lowering, x, encoderMapping(node)))
  },
  'ai.onnx.ml:CategoryMapper': (node, lowering) => {
    const x = node.columns(0)
    node.output(0, mapElements(node, lowering, x, categoryMapping(node, x)))
  },
  'ai.onnx.ml:OneHotEncoder': (node, lowering) => {
    const x = node.columns(0)
    const categories: readonly Level[] =
      x.element === 'string' ? node.texts('cats_strings') : node.ints('cats_int64s')
    if (categories.length === 0) {
      throw node.corrupt('attribute', 'no categories', `those of the type ${x.element}`)
    }
    if (new Set(categories).size < categories.length) {
      throw node.corrupt('attribute', 'a category twice', 'each category once')
    }
    if (node.int('zeros', 1) === 0) refuseUnknown(lowering, x)
    const values = categories.map((_, i) => i)
    const codes = mapColumns(node, lowering, toWhole(lowering, x), {
      ...{ keys: categories, values, otherwise: Number.NaN },
    })
    const columns = Array.from({ length: widthOf(x) }, (_, i) => i)
    const sizes = columns.map(() => categories.length)
    const name = lowering.step({ op: 'oneHot@1', in: codes, columns, sizes })
    node.output(0, columnsOf(name, 'float', [...x.shape, categories.length]))
  },
  'ai.onnx.ml:ZipMap': (node) => {
    const x = node.numberColumns(0)
    const texts = node.texts('classlabels_strings')
    const labels = texts.length > 0 ? texts : node.ints('classlabels_int64s')
    if (labels.length !== widthOf(x)) {
      throw node.corrupt('attribute', `${labels.length} labels`, `${widthOf(x)}, one a column`)
    }
    node.output(0, { ...x, labels })
  },
  // The columns of a dictionary are those that its reader names: the input has them in this order.
  'ai.onnx.ml:DictVectorizer': (node, lowering) => {
    node.output(0, filledWithZeros(lowering, node.numberColumns(0)))
  },
  'ai.onnx.ml:CastMap': (node, lowering) => {
    const to = node.choice('cast_to', 'TO_FLOAT', ['TO_FLOAT', 'TO_INT64', 'TO_STRING'])
    if (to === 'TO_STRING') throw node.refuse('numbers as texts', 'numbers')
    const x = filledWithZeros(lowering, node.numberColumns(0))
    if (to === 'TO_FLOAT') node.output(0, { ...x, element: 'float' })
    else node.output(0, { ...toWhole(lowering, x), element: 'int64' })
  },
}

function filledWithZeros(lowering: Lowering, x: ColumnsValue): ColumnsValue {
  const columns = Array.from({ length: widthOf(x) }, (_, i) => i)
  const values = lowering.numbers(new Float64Array(columns.length))
  const name = lowering.step({ op: 'impute@1', in: lowering.exact(x), columns, values })
  return { ...columnsOf(name, x.element, x.shape) }
}

/** Numbers without their fraction, as categories are compared. */
function toWhole(lowering: Lowering, x: ColumnsValue): ColumnsValue {
  if (!fractional.includes(x.element)) return x
  const name = lowering.step({ op: 'cast@1', in: lowering.exact(x), to: 'integer' })
  return columnsOf(name, 'int64', x.shape)
}

/**
 * Without `zeros` an unknown category is a fault of the row: the contract refuses a text that is none.
 * Numbers have no list of levels there; they get zeros, and a note says so.
 */
function refuseUnknown(lowering: Lowering, x: ColumnsValue): void {
  const isOfInput = x.levels?.every(({ isOpen }) => isOpen) ?? false
  if (isOfInput) for (const levels of x.levels ?? []) levels.refusesUnknown = true
  else lowering.acceptsUnknown = true
}

const encoderTypes: readonly (readonly [suffix: string, element: ElementType])[] = [
  ['strings', 'string'],
  ['int64s', 'int64'],
  ['floats', 'float'],
]

/** Version 1 has one list of classes, versions 2 to 4 keys and values in one of several types. */
function encoderMapping(node: NodeReader): Mapping {
  const classes = node.texts('classes_strings')
  if (classes.length > 0) {
    const isText = node.columns(0).element === 'string'
    return isText
      ? {
          ...{ keys: classes, values: classes.map((_, i) => i), element: 'int64' },
          otherwise: node.int('default_int64', -1),
        }
      : {
          ...{ keys: classes.map((_, i) => i), values: classes, element: 'string' },
          otherwise: node.text('default_string', '_Unused'),
        }
  }
  const keys = listOf(node, 'keys')
  const { values, element } = listOf(node, 'values')
  return { keys: keys.values, values, element, otherwise: defaultOf(node, element) }
}

function listOf(node: NodeReader, key: 'keys' | 'values') {
  const tensor = node.tensor(`${key}_tensor`)
  if (tensor !== undefined) {
    const values: readonly Level[] = tensor.texts ?? [...tensor.numbers]
    return { values, element: tensor.element }
  }
  for (const [suffix, element] of encoderTypes) {
    const name = `${key}_${suffix}`
    const values: readonly Level[] =
      element === 'string'
        ? node.texts(name)
        : element === 'int64'
          ? node.ints(name)
          : [...node.floats(name)]
    const unsafe = values.find((value) => Number.isInteger(value) && !Number.isSafeInteger(value))
    if (unsafe !== undefined && element === 'int64') throw node.refuse(`${unsafe}`, 'below 2^53')
    if (values.length > 0) return { values, element }
  }
  throw node.corrupt('attribute', `no ${key}`, `${key} of one type`)
}

function defaultOf(node: NodeReader, element: ElementType): Level {
  const tensor = node.tensor('default_tensor')
  const [first] = tensor?.texts ?? tensor?.numbers ?? []
  if (first !== undefined) return first
  if (element === 'string') return node.text('default_string', '_Unused')
  if (element === 'float' || element === 'double') return node.float('default_float', 0)
  return node.int('default_int64', -1)
}

function categoryMapping(node: NodeReader, x: ColumnsValue): Mapping {
  const [texts, ints] = [node.texts('cats_strings'), node.ints('cats_int64s')]
  if (x.element === 'string') {
    return { keys: texts, values: ints, element: 'int64', otherwise: node.int('default_int64', -1) }
  }
  const otherwise = node.text('default_string', '_Unused')
  return { keys: ints, values: texts, element: 'string', otherwise }
}
