import { ModelBuilder } from '../../../ir/builder.ts'
import { limits } from '../../../ir/limits.ts'
import { decodeTensor } from '../decode-tensor.ts'
import { operatorTable } from '../operators/operator-table.ts'
import type { OnnxGraph, OnnxModel, OnnxNode, OnnxTensor } from '../types.ts'
import { foldConstants } from './fold-constants.ts'
import { type InputColumns, readInputs } from './inputs.ts'
import { columnsOf, Lowering } from './lowering.ts'
import { NodeReader } from './node-reader.ts'
import { notNative } from './not-native.ts'
import type { ColumnsValue, Value } from './value.ts'

/** Newest versions of the sets of operators whose meaning is known. */
const newest: Readonly<Record<string, number>> = { '': 27, 'ai.onnx.ml': 5, 'com.microsoft': 1 }

/** A graph in terms of the op graph, before its outputs are named. */
export interface Lowered {
  readonly inputs: readonly InputColumns[]
  readonly lowering: Lowering
}

/** @throws NotNative naming the first node that has no place in the op graph */
export function lowerGraph(model: OnnxModel): Lowered {
  const { graph } = model
  for (const node of graph.nodes) checkNode(model, node)
  const inputs = readInputs(model)
  const width = inputs.reduce((sum, { fieldNames }) => sum + fieldNames.length, 0)
  const lowering = new Lowering(new ModelBuilder(), width)
  bindInputs(inputs, lowering)
  const needed = new Set(graph.nodes.flatMap((node) => node.inputs))
  for (const [name, tensor] of graph.initializers) {
    const value = needed.has(name) ? constantOf(tensor) : undefined
    if (value !== undefined) lowering.values.set(name, value)
  }
  for (const node of graph.nodes) lowerNode(model, node, lowering)
  return { inputs, lowering }
}

function checkNode({ opsets, functions }: OnnxModel, node: OnnxNode): void {
  const most = newest[node.domain]
  const operator = operatorTable[keyOf(node)]
  if (
    most === undefined ||
    operator === undefined ||
    functions.includes(`${node.domain}.${node.op}`)
  ) {
    throw notNative(node, 'an operator that has no native form', 'operators that work row by row')
  }
  const version = opsets.get(node.domain)
  if (version !== undefined && version >= 1 && version <= most) return
  const set = node.domain === '' ? 'ai.onnx' : node.domain
  throw notNative(node, `version ${version ?? 'none'} of ${set}`, `1 to ${most}`)
}

function keyOf({ domain, op }: OnnxNode): string {
  return domain === '' ? op : `${domain}:${op}`
}

function lowerNode({ opsets, graph }: OnnxModel, node: OnnxNode, lowering: Lowering): void {
  const unread = node.inputs.find((name) => name !== '' && !lowering.values.has(name))
  if (unread !== undefined) {
    const type = graph.initializers.get(unread)?.element ?? 'another kind'
    throw notNative(node, `an input of the type ${type}`, 'numbers and texts')
  }
  const isOfHalves = node.inputs.some((name) => elementOf(lowering, name) === 'float16')
  if (isOfHalves && !takesHalves.has(keyOf(node))) {
    throw notNative(node, 'arithmetic of float16', 'singles or doubles')
  }
  const reader = new NodeReader(node, opsets.get(node.domain) ?? 1, lowering)
  if (foldConstants(reader, operatorTable[keyOf(node)])) return
  // Every key of a checked node is in the table.
  operatorTable[keyOf(node)]?.(reader, lowering)
  if (lowering.stepCount > limits.steps) {
    throw notNative(node, `${lowering.stepCount} steps`, `at most ${limits.steps}`)
  }
}

/**
 * What moves halves, or says how they are added up. Runtimes do their other arithmetic in singles, and
 * round to halves where it suits them.
 */
const takesHalves: ReadonlySet<string> = new Set([
  ...['Identity', 'Cast', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Transpose', 'Concat'],
  ...['Slice', 'Gather', 'Split', 'Shape', 'ai.onnx.ml:TreeEnsemble'],
])

function elementOf({ values }: Lowering, name: string): string | undefined {
  const value = values.get(name)
  return value !== undefined && 'element' in value ? value.element : undefined
}

/** The columns of each input, as its tensor has them. */
function bindInputs(inputs: readonly InputColumns[], lowering: Lowering): void {
  let start = 0
  for (const { name, element, shape, fieldNames, levels } of inputs) {
    const columns = Array.from({ length: fieldNames.length }, (_, i) => start + i)
    const own = lowering.select(lowering.row, lowering.rowWidth, columns)
    const value: ColumnsValue = { ...columnsOf(own, element, shape), isRounded: false }
    lowering.values.set(name, levels.length > 0 ? { ...value, levels } : value)
    start += fieldNames.length
  }
}

function constantOf(tensor: OnnxTensor): Value | undefined {
  const values = decodeTensor(tensor)
  if (values === undefined) return undefined
  const { element, dims } = tensor
  const texts = values.kind === 'texts' ? values.values : undefined
  const numbers = values.kind === 'numbers' ? values.values : new Float64Array()
  return { kind: 'constant', element, dims, numbers, ...(texts && { texts }) }
}

/** The values of the outputs. @throws NotNative for one that no row decides */
export function outputsOf(
  { lowering }: Lowered,
  graph: OnnxGraph,
  refuse: (index: number, found: string) => Error,
): readonly ColumnsValue[] {
  return graph.outputs.map(({ name }, i) => {
    const value = lowering.values.get(name)
    if (value?.kind === 'columns') return value
    throw refuse(i, value === undefined ? 'nothing' : 'no tensor of rows')
  })
}
