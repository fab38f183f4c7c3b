import { type Contract, featuresOf } from '../contract/types.ts'
import type { Coefficients, Program, Step } from '../ir/types.ts'
import { createScorer } from '../kernels/scorer.ts'
import { interpret } from '../reference/interpreter.ts'
import { type ColumnFeatures, traceColumnFeatures } from './column-features.ts'
import { explainLinear } from './linear.ts'
import { explainTrees } from './trees/explain-trees.ts'
import type { Explainer, StepExplainer } from './types.ts'
import { unexplained } from './unexplained.ts'

/**
 * Makes a model ready to say how much each feature added to the margins of a row: exact Shapley values
 * for trees, weight times value for linear models (docs/reference/explanations.md).
 *
 * @throws Refusal `explanation-unsupported`, naming what stands in the way, or `package-corrupt`
 */
export function createExplainer(
  program: Program,
  coefficients: Coefficients,
  contract: Contract,
): Explainer {
  refuseGraph(program)
  const scorer = createScorer(program, coefficients, contract)
  const scored = scorer.allocate(1)
  const featureCount = featuresOf(contract).length
  const { step, method, explainer } = openMargins(program, coefficients, featureCount)
  const columnsOf = columnReader(program, coefficients, step.in)
  return {
    featureCount,
    margins: scored.rawWidth,
    method,
    explain: (rows, offset = 0) => {
      const row = rows.subarray(offset, offset + featureCount)
      scorer.score(row, 1, scored)
      const contributions = new Float64Array(scored.rawWidth * featureCount)
      explainer.add(columnsOf(row), contributions)
      return { contributions, base: explainer.base.slice(), raw: scored.raw.slice() }
    },
  }
}

/** Whatever comes after a graph, what its numbers are made of is in a file that is run as it is. */
function refuseGraph({ steps }: Program): void {
  const at = steps.findIndex(({ op }) => op === 'onnxGraph@1')
  if (at < 0) return
  throw unexplained(`program.json#/steps/${at}`, 'an ONNX graph', 'a model of Ratchet’s own steps')
}

/** The step that makes the margins, with what explains it. */
interface Margins {
  readonly step: Extract<Step, { readonly op: 'treeEnsemble@1' | 'linear@1' }>
  readonly method: Explainer['method']
  readonly explainer: StepExplainer
}

function openMargins(program: Program, coefficients: Coefficients, featureCount: number): Margins {
  const at = program.steps.findIndex(({ out }) => out === program.outputs['raw'])
  const step = program.steps[at]
  const place = `program.json#/steps/${at}`
  if (step?.op !== 'treeEnsemble@1' && step?.op !== 'linear@1') {
    throw unexplained(place, `margins made by ${step?.op}`, 'treeEnsemble@1 or linear@1')
  }
  const features = traceColumnFeatures(program, coefficients).get(step.in) ?? []
  const all = { coefficients, featureCount, place, features: singleFeatures(features, place) }
  return step.op === 'linear@1'
    ? { step, method: 'linear', explainer: explainLinear(step, all) }
    : { step, method: 'tree-shap', explainer: explainTrees(step, all) }
}

function singleFeatures(features: ColumnFeatures, place: string): Int32Array {
  const mixed = features.indexOf(undefined)
  if (mixed >= 0) {
    throw unexplained(place, `column ${mixed}, made of several features`, 'one feature a column')
  }
  return Int32Array.from(features as readonly number[]) // none is undefined
}

/** The value that the explained step reads: the row itself, or what the steps before make of it. */
function columnReader(
  program: Program,
  coefficients: Coefficients,
  name: string,
): (row: Float64Array) => Float64Array {
  const end = program.steps.findIndex(({ out }) => out === name)
  if (end === 0) return (row) => row
  const before = { ...program, steps: program.steps.slice(0, end + 1) }
  return (row) => interpret(before, coefficients, row).get(name) as Float64Array // made by the last
}
