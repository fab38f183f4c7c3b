import type { Model, TreeEnsembleStep } from '@ratchet-ml/scoring'

/** Types of attributes in onnx.proto. */
const kinds = { integer: 2, text: 3, floats: 6, integers: 7, texts: 8 } as const

/**
 * The trees of a model of numbers, one slot and no missing rules as an ONNX TreeEnsembleRegressor that
 * answers margins (https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsembleRegressor.html). Floats
 * all through, as every converter writes it.
 */
export function toOnnx({ program, coefficients }: Model, features: number): Uint8Array {
  const step = program.steps.find((one): one is TreeEnsembleStep => one.op === 'treeEnsemble@1')
  if (step === undefined) throw new Error('no trees')
  const numbers = (name: string) => Array.from(coefficients.get(name)?.data ?? [])
  const node = [
    ...text(1, 'x'),
    ...text(2, 'margin'),
    ...text(4, 'TreeEnsembleRegressor'),
    ...text(7, 'ai.onnx.ml'),
    ...attributesOf(step, numbers),
  ]
  const graph = [
    ...bytes(1, node),
    ...text(2, 'trees'),
    ...bytes(11, valueInfo('x', features)),
    ...bytes(12, valueInfo('margin', 1)),
  ]
  return Uint8Array.from([
    ...integer(1, 8),
    ...bytes(7, graph),
    ...bytes(8, [...text(1, ''), ...integer(2, 17)]),
    ...bytes(8, [...text(1, 'ai.onnx.ml'), ...integer(2, 3)]),
  ])
}

/** Rows of a tree in the form of ONNX: inner nodes and leaves numbered tree by tree. */
function attributesOf(step: TreeEnsembleStep, numbers: (name: string) => number[]): number[] {
  const [features, thresholds] = [numbers(step.features), numbers(step.thresholds)]
  const [left, right, values] = [step.left, step.right, step.leafValues].map(numbers)
  const node = { tree: [], id: [], feature: [], value: [], mode: [], yes: [], no: [] } as Columns
  const leaf = { tree: [], id: [], value: [] } as Pick<Columns, 'tree' | 'id' | 'value'>
  for (const [tree, root] of numbers(step.roots).entries()) {
    const open = [root]
    for (let id = 0; id < open.length; id++) {
      const one = open[id] as number
      node.tree.push(tree)
      node.id.push(id)
      node.feature.push(one < 0 ? 0 : (features[one] ?? 0))
      node.value.push(one < 0 ? 0 : (thresholds[one] ?? 0))
      node.mode.push(one < 0 ? 'LEAF' : 'BRANCH_LEQ')
      node.yes.push(one < 0 ? 0 : open.push(left?.[one] ?? 0) - 1)
      node.no.push(one < 0 ? 0 : open.push(right?.[one] ?? 0) - 1)
      if (one >= 0) continue
      leaf.tree.push(tree)
      leaf.id.push(id)
      leaf.value.push(values?.[~one] ?? 0)
    }
  }
  return [
    ...attribute('nodes_treeids', kinds.integers, integers(8, node.tree)),
    ...attribute('nodes_nodeids', kinds.integers, integers(8, node.id)),
    ...attribute('nodes_featureids', kinds.integers, integers(8, node.feature)),
    ...attribute('nodes_values', kinds.floats, floats(7, node.value)),
    ...attribute(
      'nodes_modes',
      kinds.texts,
      node.mode.flatMap((mode) => text(9, mode)),
    ),
    ...attribute('nodes_truenodeids', kinds.integers, integers(8, node.yes)),
    ...attribute('nodes_falsenodeids', kinds.integers, integers(8, node.no)),
    ...attribute('target_treeids', kinds.integers, integers(8, leaf.tree)),
    ...attribute('target_nodeids', kinds.integers, integers(8, leaf.id)),
    ...attribute(
      'target_ids',
      kinds.integers,
      integers(
        8,
        leaf.id.map(() => 0),
      ),
    ),
    ...attribute('target_weights', kinds.floats, floats(7, leaf.value)),
    ...attribute('n_targets', kinds.integer, integer(3, 1)),
    ...attribute('post_transform', kinds.text, text(4, 'NONE')),
  ]
}

interface Columns {
  readonly tree: number[]
  readonly id: number[]
  readonly feature: number[]
  readonly value: number[]
  readonly mode: string[]
  readonly yes: number[]
  readonly no: number[]
}

function attribute(name: string, kind: number, value: readonly number[]): number[] {
  return bytes(5, [...text(1, name), ...value, ...integer(20, kind)])
}

/** A tensor of floats, any number of rows of `width`. */
function valueInfo(name: string, width: number): number[] {
  const shape = [...bytes(1, text(2, 'rows')), ...bytes(1, integer(1, width))]
  const tensor = [...integer(1, 1), ...bytes(2, shape)]
  return [...text(1, name), ...bytes(2, bytes(1, tensor))]
}

// Protocol buffers: https://protobuf.dev/programming-guides/encoding/

function varint(value: number): number[] {
  const out: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) out.push((rest % 128) + 128)
  return [...out, rest]
}

function integer(field: number, value: number): number[] {
  return [...varint(field * 8), ...varint(value)]
}

function bytes(field: number, value: readonly number[]): number[] {
  // Not spread, as a call takes only so many arguments.
  return varint(field * 8 + 2).concat(varint(value.length), value)
}

function text(field: number, value: string): number[] {
  return bytes(field, [...new TextEncoder().encode(value)])
}

function integers(field: number, values: readonly number[]): number[] {
  return bytes(
    field,
    values.flatMap((value) => varint(value)),
  )
}

function floats(field: number, values: readonly number[]): number[] {
  return bytes(field, [...new Uint8Array(Float32Array.from(values).buffer)])
}
