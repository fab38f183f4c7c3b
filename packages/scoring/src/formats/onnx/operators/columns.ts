import type { CombineFunction } from '../../../ir/numeric-steps.ts'
import { columnsOf, type Lowering, widthOf } from '../lower/lowering.ts'
import type { NodeReader } from '../lower/node-reader.ts'
import type { Operators } from '../lower/operator.ts'
import type { ColumnsValue } from '../lower/value.ts'

/** What preprocessing does column by column, with constants of each. */
export const columnOperators: Operators = {
  'ai.onnx.ml:Scaler': (node, lowering) => {
    const x = node.numberColumns(0)
    const shifted = withConstants(node, lowering, x, { key: 'offset', by: 'subtract' })
    const scaled = withConstants(node, lowering, shifted, { key: 'scale', by: 'multiply' })
    node.output(0, scaled)
  },
  'ai.onnx.ml:Imputer': (node, lowering) => {
    const x = node.numberColumns(0)
    const floats = node.floats('imputed_value_floats')
    const isFloat = floats.length > 0
    const values = isFloat ? floats : Float64Array.from(node.ints('imputed_value_int64s'))
    const replaced = isFloat
      ? node.float('replaced_value_float', 0)
      : node.int('replaced_value_int64', 0)
    node.output(0, { ...x, ...impute(node, lowering, x, { values, replaced }), isRounded: true })
  },
  'ai.onnx.ml:Binarizer': (node, lowering) => {
    const x = node.numberColumns(0)
    const bound = node.float('threshold', 0)
    const name = lowering.step({ op: 'threshold@1', in: lowering.exact(x), bound, orEqual: false })
    node.output(0, columnsOf(name, x.element, x.shape))
  },
  'ai.onnx.ml:Normalizer': (node, lowering) => {
    const x = node.numberColumns(0)
    if (x.shape.length !== 1) throw node.refuse(`rows of ${x.shape.length} dimensions`, 'one')
    const by = { MAX: 'max', L1: 'l1', L2: 'l2' } as const
    const norm = node.choice('norm', 'MAX', ['MAX', 'L1', 'L2'])
    lowering.isExact = false
    const name = lowering.step({
      ...{ op: 'normalize@1', in: lowering.exact(x), by: by[norm], zero: 'keep', least: 0 },
    })
    node.output(0, columnsOf(lowering.round(name, 'float'), 'float', x.shape))
  },
}

/** One number for all columns, or one for each. */
function withConstants(
  node: NodeReader,
  lowering: Lowering,
  x: ColumnsValue,
  { key, by }: { readonly key: string; readonly by: CombineFunction },
): ColumnsValue {
  const width = widthOf(x)
  const numbers = node.floats(key)
  if (numbers.length !== 1 && numbers.length !== width) {
    const found = `${numbers.length} numbers`
    throw node.corrupt(`attribute/${key}`, found, `1 or ${width}, as the input has columns`)
  }
  const left = Array.from({ length: width }, (_, i) => i)
  const name = lowering.step({
    ...{ op: 'combine@1', in: lowering.exact(x), by, left },
    right: left.map((i) => width + (numbers.length === 1 ? 0 : i)),
    ...{ constants: lowering.numbers(numbers), round: 'f32' },
  })
  return columnsOf(name, 'float', x.shape)
}

function impute(
  node: NodeReader,
  lowering: Lowering,
  x: ColumnsValue,
  { values, replaced }: { readonly values: Float64Array; readonly replaced: number },
): { readonly name: string } {
  const width = widthOf(x)
  const all = Array.from({ length: width }, (_, i) => i)
  if (values.length !== 1 && values.length !== width) {
    throw node.corrupt('attribute', `${values.length} values`, `1 or ${width}`)
  }
  const stand = Float64Array.from(all, (i) => values[values.length === 1 ? 0 : i] as number)
  const name = lowering.exact(x)
  if (Number.isNaN(replaced) && stand.every(Number.isFinite)) {
    const numbers = lowering.numbers(stand)
    return { name: lowering.step({ op: 'impute@1', in: name, columns: all, values: numbers }) }
  }
  const constants = lowering.numbers(Float64Array.of(replaced))
  const asks = Number.isNaN(replaced)
    ? lowering.map(name, 'isMissing')
    : lowering.step({
        ...{ op: 'combine@1', in: name, by: 'equal', left: all, constants, round: 'no' },
        right: all.map(() => width),
      })
  return {
    name: lowering.step({
      op: 'choose@1',
      in: lowering.concat([asks, name]),
      condition: all,
      left: all.map((i) => 2 * width + i),
      right: all.map((i) => width + i),
      constants: lowering.numbers(stand),
    }),
  }
}
