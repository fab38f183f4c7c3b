import { decodeTensor } from '../decode-tensor.ts'
import type { OnnxGraph, OnnxNode } from '../types.ts'

/** Operators that hand every column of their first input on. */
const passing = new Set([
  ...['Identity', 'Cast', 'Scaler', 'Imputer', 'Normalizer', 'Binarizer'],
  ...['Add', 'Sub', 'Mul', 'Div', 'Where', 'IsNaN', 'Clip'],
])

/**
 * How many columns an input has that does not say so: as many as the operators need that read it, or that
 * read what others hand on of it. Undefined where none tells.
 */
export function findWidth(graph: OnnxGraph, input: string): number | undefined {
  const names = new Set([input])
  let width: number | undefined
  for (const node of graph.nodes) {
    const at = node.inputs.findIndex((name) => names.has(name))
    if (at < 0) continue
    const needed = widthNeeded(graph, node, at)
    if (needed !== undefined) width = Math.max(width ?? 0, needed)
    const [first] = node.outputs
    if (at <= 1 && passing.has(node.op) && first !== undefined) names.add(first)
  }
  return width
}

function widthNeeded(graph: OnnxGraph, node: OnnxNode, at: number): number | undefined {
  const count = (key: string) => {
    const found = node.attributes.get(key)
    return found?.kind === 'floats' || found?.kind === 'ints' ? found.values.length : 0
  }
  const most = (key: string) => {
    const found = node.attributes.get(key)
    if (found?.kind !== 'ints') return undefined
    return found.values.reduce((a, b) => Math.max(a, b), 0) + 1
  }
  const whole = (numbers: number) =>
    Number.isInteger(numbers) && numbers > 0 ? numbers : undefined
  const int = (key: string, otherwise: number) => {
    const found = node.attributes.get(key)
    return found?.kind === 'int' ? found.value : otherwise
  }
  switch (node.op) {
    case 'TreeEnsemble':
    case 'TreeEnsembleClassifier':
    case 'TreeEnsembleRegressor':
      return most('nodes_featureids')
    case 'LinearRegressor':
      return whole(count('coefficients') / int('targets', 1))
    case 'LinearClassifier':
      return whole(count('coefficients') / Math.max(1, count('intercepts')))
    case 'SVMRegressor': {
      const supports = int('n_supports', 0)
      return whole(supports > 0 ? count('support_vectors') / supports : count('coefficients'))
    }
    case 'SVMClassifier':
      return svmWidth(node)
    case 'Scaler':
      return count('offset') > 1 ? count('offset') : undefined
    case 'Imputer': {
      const values = Math.max(count('imputed_value_floats'), count('imputed_value_int64s'))
      return values > 1 ? values : undefined
    }
    case 'MatMul':
    case 'Gemm':
      return at === 0 ? rowsOf(graph, node) : undefined
    case 'Add':
    case 'Sub':
    case 'Mul':
    case 'Div':
      return lastLength(graph, node.inputs[1 - at])
    case 'ArrayFeatureExtractor':
      return at === 0 ? indexNeeded(graph, node.inputs[1]) : undefined
    default:
      return undefined
  }
}

function svmWidth({ attributes }: OnnxNode): number | undefined {
  const perClass = attributes.get('vectors_per_class')
  const vectors = attributes.get('support_vectors')
  const labels = attributes.get('classlabels_ints') ?? attributes.get('classlabels_strings')
  const weights = attributes.get('coefficients')
  const sum = perClass?.kind === 'ints' ? perClass.values.reduce((a, b) => a + b, 0) : 0
  if (sum > 0 && vectors?.kind === 'floats') return vectors.values.length / sum
  if (weights?.kind !== 'floats' || (labels?.kind !== 'ints' && labels?.kind !== 'strings')) {
    return undefined
  }
  return weights.values.length / labels.values.length
}

function rowsOf(graph: OnnxGraph, node: OnnxNode): number | undefined {
  const dims = graph.initializers.get(node.inputs[1] ?? '')?.dims
  const transB = node.attributes.get('transB')
  return transB?.kind === 'int' && transB.value !== 0 ? dims?.[1] : dims?.[0]
}

/** Of a constant with a number for each column. */
function lastLength(graph: OnnxGraph, name = ''): number | undefined {
  const length = graph.initializers.get(name)?.dims.at(-1)
  return length !== undefined && length > 1 ? length : undefined
}

function indexNeeded(graph: OnnxGraph, name = ''): number | undefined {
  const tensor = graph.initializers.get(name)
  const values = tensor === undefined ? undefined : decodeTensor(tensor)
  if (values?.kind !== 'numbers' || values.values.length === 0) return undefined
  return values.values.reduce((a, b) => Math.max(a, b), 0) + 1
}
