import type { Fault, Metric } from '../types.ts'
import { type CellFinding, cellMetric, findThirdClass, marginsOf } from './cell-metric.ts'
import type { ConfusionTable } from './confusion-tally.ts'

const NO_POSITIVES: Fault = {
  reason: 'no-positives',
  detail: 'No row with weight is labelled or predicted 1.',
}
const definitionOf = (beta: number) =>
  beta === 1
    ? 'harmonic mean of precision and recall'
    : `weighted harmonic mean of precision and recall, recall counting ${beta} times as much`
const formula = '(1 + b^2) TP / ((1 + b^2) TP + b^2 FN + FP)'

/** F-beta of class 1; the delta method on the logit scale, none at 0 and 1. */
export function fBeta(beta: number, name = `f-beta:${beta}`): Metric {
  return cellMetric({
    name,
    title: `F${beta}`,
    tasks: ['binary', 'anomaly'],
    direction: 'higher',
    needs: 'label',
    definition: `The ${definitionOf(beta)} of class 1.`,
    formula,
    range: '0 to 1',
    undefinedWhen: 'no row with weight is labelled or predicted 1',
    interval: {
      kind: 'analytic',
      method: 'delta method on the logit scale',
      unit: 'rows',
      from: 500,
    },
    scale: 'logit',
    ofTable(table) {
      const third = findThirdClass(table)
      if (third !== undefined) return third
      const gradient = new Float64Array(4)
      const value = ofClass(table, marginsOf(table), 1, beta, gradient, 1)
      return value === undefined ? NO_POSITIVES : { value, gradient }
    },
  })
}

/** Mean of every class's F-beta, each counting the same (macro) or by its labels (weighted). */
export function fBetaOver(
  by: 'macro' | 'weighted',
  beta: number,
  name = `f-beta-${by}:${beta}`,
): Metric {
  return cellMetric({
    name,
    title: `F${beta} (${by})`,
    tasks: ['binary', 'multiclass'],
    direction: 'higher',
    needs: 'label',
    definition:
      `Mean over the classes that are labelled or predicted of the ${definitionOf(beta)}` +
      (by === 'macro' ? ', each class counting the same.' : ', weighted by the rows labelled so.'),
    formula: by === 'macro' ? 'sum F_c / classes' : 'sum (labels of c) F_c / rows',
    range: '0 to 1',
    undefinedWhen: 'no row has weight',
    interval: {
      kind: 'analytic',
      method: 'delta method on the logit scale',
      unit: 'rows',
      from: 500,
    },
    scale: 'logit',
    ofTable: (table) => (by === 'macro' ? macro(table, beta) : weighted(table, beta)),
  })
}

function macro(table: ConfusionTable, beta: number): CellFinding {
  const margins = marginsOf(table)
  const present = Array.from({ length: table.classes }, (_, k) => k).filter(
    (k) => (margins.labels[k] as number) + (margins.predictions[k] as number) > 0,
  )
  const gradient = new Float64Array(table.weights.length)
  let value = 0
  for (const k of present) {
    value += (ofClass(table, margins, k, beta, gradient, 1 / present.length) ?? 0) / present.length
  }
  return { value, gradient }
}

function weighted(table: ConfusionTable, beta: number): CellFinding {
  const margins = marginsOf(table)
  const gradient = new Float64Array(table.weights.length)
  let value = 0
  for (let k = 0; k < table.classes; k++) {
    const share = (margins.labels[k] as number) / table.total // k is a class
    const own = ofClass(table, margins, k, beta, gradient, share)
    if (own === undefined) continue
    value += share * own
    for (let p = 0; p < table.classes; p++) addAt(gradient, k * table.classes + p, own)
  }
  return { value, gradient }
}

/**
 * F-beta of one class, whose slopes along the shares are added to `gradient` times `factor`;
 * undefined if the class neither occurs nor is predicted.
 */
function ofClass(
  { classes, weights, total }: ConfusionTable,
  { labels, predictions }: ReturnType<typeof marginsOf>,
  k: number,
  beta: number,
  gradient: Float64Array,
  factor: number,
): number | undefined {
  const square = beta * beta
  const hits = weights[k * classes + k] as number // k is a class
  // (1 + b^2) TP + b^2 FN + FP, by the margins.
  const below = square * (labels[k] as number) + (predictions[k] as number)
  if (below === 0) return undefined
  const value = ((1 + square) * hits) / below
  const unit = (factor * total) / below
  addAt(gradient, k * classes + k, (1 + square) * unit)
  for (let other = 0; other < classes; other++) {
    addAt(gradient, k * classes + other, -square * value * unit)
    addAt(gradient, other * classes + k, -value * unit)
  }
  return value
}

function addAt(values: Float64Array, at: number, more: number): void {
  values[at] = (values[at] as number) + more // all callers pass a cell
}
