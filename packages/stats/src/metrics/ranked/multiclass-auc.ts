import { defineMetric, type Finding } from '../define-metric.ts'
import { fault } from '../faults.ts'
import type { TallyKind } from '../gathering.ts'
import type { RunRoom } from '../runs/run-room.ts'
import type { Fault, Metric, Rows, Tally } from '../types.ts'
import { areaOf } from './auc.ts'
import { rankTwoClasses, totalOf } from './ranked-rows.ts'
import { createScoreList, LIST_COLUMNS, type ScoreList } from './score-list.ts'
import type { ScoreRuns } from './score-runs.ts'

/** Scores of every class, apart by the label of their row. */
interface ClassScoresTally extends Tally {
  readonly classes: () => number
  /** The probability of a class in the rows labelled so. */
  ownScores(label: number): ScoreRuns
  /** AUC of a class against another one, by the first one's probability: a row for each class. */
  areas(): readonly (readonly number[])[]
}

const classScoresTally: TallyKind<ClassScoresTally> = {
  key: 'class-scores',
  shape: 'per-class',
  reads: [],
  create: createClassScoresTally,
}
const NONE: ScoreRuns = { held: [], stored: [], store: undefined }

/**
 * AUC of more than two classes: each class against all others, or the mean over both directions of
 * each pair of classes (D. Hand and R. Till, Machine Learning 45 (2001)), as scikit-learn's
 * roc_auc_score; plain means (macro) or weighted by how often the class, or the pair, comes.
 */
export function multiclassAuc(
  by: 'one-vs-rest' | 'one-vs-one',
  average: 'macro' | 'weighted',
  name: string,
): Metric {
  const against = by === 'one-vs-rest' ? 'each class against all others' : 'each pair of classes'
  const weighting = average === 'macro' ? '' : ', weighted by how many rows it is about'
  return defineMetric({
    name,
    title: `AUC, ${by.replaceAll('-', ' ')}${average === 'macro' ? '' : ', weighted'}`,
    tasks: ['multiclass'],
    direction: 'higher',
    needs: 'probability',
    definition: `Mean AUC of ${against}${weighting}.`,
    formula:
      by === 'one-vs-rest'
        ? 'mean over c of AUC([y = c], p_c)'
        : 'mean over a < b of (AUC([y = a], p_a) + AUC([y = b], p_b)) / 2, rows of a and b',
    range: '0 to 1; 0.5 by chance',
    undefinedWhen: 'a class has no row with weight',
    interval: { kind: 'bootstrap', unit: 'rows of the rarer class', from: 100 },
    keepsRows: true,
    tally: classScoresTally,
    evaluate: (tally) =>
      by === 'one-vs-rest' ? overRest(tally, average) : overPairs(tally, average),
  })
}

const CHUNK = 4096

function createClassScoresTally(room?: RunRoom): ClassScoresTally {
  let classes = 0
  let lists: ScoreList[] = []
  let areas: readonly (readonly number[])[] | undefined
  const reserve = (wanted: number) => {
    if (classes !== 0 && wanted !== classes) {
      throw new RangeError(`The batch has ${wanted} classes; those before had ${classes}.`)
    }
    if (classes === 0) lists = Array.from({ length: wanted * wanted }, () => createScoreList(room))
    classes = wanted
  }
  const ownScores = (label: number) => lists[label * (classes + 1)]?.runs() ?? NONE
  return {
    add(rows) {
      if (rows.classes <= 2) return TWO_CLASSES
      reserve(rows.classes)
      areas = undefined
      for (let from = 0; from < rows.count; from += CHUNK) {
        const until = Math.min(rows.count, from + CHUNK)
        const found = findFaultIn(rows, from, until)
        if (found !== undefined) return found
        pushRows(lists, rows, from, until)
      }
      return undefined
    },
    mergeColumns([counted, ...columns]) {
      const [wanted = 0] = counted ?? []
      if (wanted === 0) return
      reserve(wanted)
      areas = undefined
      lists.forEach((list, i) => {
        list.merge(columns.slice(i * LIST_COLUMNS, (i + 1) * LIST_COLUMNS))
      })
    },
    columns: () => [Float64Array.of(classes), ...lists.flatMap((list) => list.columns())],
    rows() {
      const own = lists.filter((_, i) => i % (classes + 1) === 0)
      return own.reduce((sum, list) => sum + list.rows(), 0)
    },
    release() {
      for (const list of lists) list.release()
    },
    classes: () => classes,
    ownScores,
    areas() {
      areas ??= areasOf(lists, classes)
      return areas
    },
  }
}

function areasOf(lists: readonly ScoreList[], classes: number): readonly (readonly number[])[] {
  const indices = Array.from({ length: classes }, (_, k) => k)
  const scores = (label: number, column: number) => lists[label * classes + column]?.runs() ?? NONE
  // The rows of a label weigh the same whichever class's probability they are ranked by.
  const totals = indices.map((label) => totalOf(scores(label, label)))
  const area = (a: number, b: number) =>
    areaOf(rankTwoClasses(scores(a, a), scores(b, a), [totals[a], totals[b]]))
  return indices.map((a) => indices.map((b) => (a === b ? Number.NaN : area(a, b))))
}

const TWO_CLASSES: Fault = {
  reason: 'invalid-prediction',
  detail: 'The batch has probabilities of one class; this metric needs those of more than two.',
}

function findFaultIn(rows: Rows, from: number, until: number): Fault | undefined {
  const { labels, predictions, classes } = rows
  for (let row = from; row < until; row++) {
    const label = labels[row] as number // the row is in range
    if (!(label >= 0 && label < classes && Math.floor(label) === label)) {
      return fault('invalid-label', 'label', label, `a class index in 0..${classes - 1}`)
    }
    for (let k = 0; k < classes; k++) {
      const score = predictions[row * classes + k] as number
      if (Number.isNaN(score)) {
        return fault('invalid-prediction', 'prediction', score, 'a number that can be ranked')
      }
    }
  }
  return undefined
}

/** Adds the scores of valid rows to the lists of their label. */
function pushRows(lists: readonly ScoreList[], rows: Rows, from: number, until: number): void {
  const { labels, predictions, classes, weights } = rows
  const scores = new Float64Array(until - from)
  const ofLabel = new Uint32Array(until - from)
  for (let label = 0; label < classes; label++) {
    let count = 0
    for (let row = from; row < until; row++) {
      ofLabel[count] = row
      count += Number(labels[row] === label)
    }
    const own = ofLabel.subarray(0, count)
    const ownWeights = weights && Float64Array.from(own, (row) => weights[row] as number)
    for (let k = 0; k < classes; k++) {
      for (let i = 0; i < count; i++) {
        // Rows of the batch; -0 becomes 0: they are one score.
        scores[i] = (predictions[(own[i] as number) * classes + k] as number) + 0
      }
      lists[label * classes + k]?.push(scores, ownWeights, count)
    }
  }
}

/** A class against all others is against each of them, by their weights. */
function overRest(tally: ClassScoresTally, average: 'macro' | 'weighted'): Finding {
  const weights = weightsOf(tally)
  const lacking = findLacking(weights)
  if (lacking !== undefined) return lacking
  const areas = tally.areas()
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return meanOf(
    weights.map((weight, label) => {
      const sum = weights.reduce(
        (sum, other, k) => (k === label ? sum : sum + other * (areas[label]?.[k] ?? Number.NaN)),
        0,
      )
      return { area: sum / (total - weight), weight: average === 'macro' ? 1 : weight }
    }),
    weights,
  )
}

function overPairs(tally: ClassScoresTally, average: 'macro' | 'weighted'): Finding {
  const weights = weightsOf(tally)
  const lacking = findLacking(weights)
  if (lacking !== undefined) return lacking
  const areas = tally.areas()
  const area = (a: number, b: number) => areas[a]?.[b] ?? Number.NaN
  const pairs = weights.flatMap((ofA, a) =>
    weights.slice(a + 1).map((ofB, i) => ({
      area: (area(a, a + 1 + i) + area(a + 1 + i, a)) / 2,
      weight: average === 'macro' ? 1 : ofA + ofB,
    })),
  )
  return meanOf(pairs, weights)
}

function meanOf(
  parts: readonly { readonly area: number; readonly weight: number }[],
  weights: readonly number[],
): Finding {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0)
  const value = parts.reduce((sum, { area, weight }) => sum + area * weight, 0) / total
  return { value, support: Math.min(...weights) }
}

function weightsOf(tally: ClassScoresTally): readonly number[] {
  const labels = Array.from({ length: tally.classes() }, (_, label) => label)
  return labels.map((label) => totalOf(tally.ownScores(label)).weight)
}

function findLacking(weights: readonly number[]): Fault | undefined {
  const lacking = weights.indexOf(0)
  if (lacking < 0) return undefined
  return { reason: 'one-class', detail: `No row with weight has the label ${lacking}.` }
}
