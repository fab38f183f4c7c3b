import type { LeakFinding } from '@ratchet-ml/protocol'
import { normalQuantile, wilson } from '@ratchet-ml/stats'
import { isKnownAtEvent } from '../available-after/check.ts'
import { followsFromTime } from '../column-sources.ts'
import type { LeakPlan } from '../plan-leaks.ts'
import { counted } from '../policy.ts'
import type { Checked, LeakFeature, Watcher } from '../types.ts'
import { type FeatureStrength, falseAlarms, judgeMissingSide, judgeStrengths } from './policy.ts'
import { RowSample } from './row-sample.ts'
import {
  type SampledLabels,
  strengthOf,
  type Target,
  targetOf,
} from './strength/feature-strength.ts'

const sampleRows = 50_000
const foldCount = 5

/** Features that tell the answer alone, by what they say or by being missing. */
export function watchAnswers(plan: LeakPlan): Watcher {
  const sample = new RowSample(plan.features, plan.sample ?? sampleRows, plan.seed)
  return {
    columns: [],
    add: (rows) => sample.add(rows),
    finish: async () => await judgeSample(plan, sample),
  }
}

async function judgeSample(plan: LeakPlan, sample: RowSample): Promise<Checked> {
  const { features, classes } = plan
  const { labels, times, count, seen } = sample
  const sampled: SampledLabels = { labels, classes, folds: foldsOf(times), foldCount }
  const target = targetOf(sampled)
  if (typeof target === 'string') return { says: '', findings: [], skipped: [target] }
  // One bound for all features together, each seen by value and by being missing.
  const tail = falseAlarms / (2 * features.length)
  const z = normalQuantile(1 - tail)
  const strengths: FeatureStrength[] = []
  const sides: LeakFinding[] = []
  for (const [i, feature] of features.entries()) {
    const values = sample.valuesOf(i)
    strengths.push(...strengthsOf(feature, values, target, z))
    sides.push(...missingSidesOf(plan, feature, values, labels, 1 - 2 * tail))
    await breathe(plan.signal)
  }
  const found = judgeStrengths(strengths, count, {
    isOfTime: (feature) => followsFromTime(plan, feature),
    isVouchedFor: (name) => features.some((one) => one.name === name && isKnownAtEvent(plan, one)),
  })
  const known = new Set(found.map(({ feature }) => feature))
  const findings = [...found, ...sides.filter(({ feature }) => !known.has(feature))]
  const of = count < seen ? `, drawn from ${counted(seen)}` : ''
  return { says: `${features.length} features in ${counted(count)} rows${of}`, findings }
}

function strengthsOf(
  { name, isCategory }: LeakFeature,
  values: Float64Array,
  target: Target,
  z: number,
): readonly FeatureStrength[] {
  const measure = target.sampled.classes === 0 ? 'r2' : 'auc'
  const own = strengthOf(values, isCategory, target, z)
  const missing = values.map((value) => Number(Number.isNaN(value)))
  if (!missing.includes(1) || !missing.includes(0)) return [{ feature: name, measure, ...own }]
  const byMissing = strengthOf(missing, false, target, z)
  return [
    { feature: name, measure, ...byMissing, byMissing: true },
    { feature: name, measure, ...own },
  ]
}

/** Of classification, both sides that missing values cut the rows into. */
function missingSidesOf(
  { classes, classNames }: LeakPlan,
  { name }: LeakFeature,
  values: Float64Array,
  labels: Float64Array,
  level: number,
): readonly LeakFinding[] {
  const totals = new Float64Array(classes)
  const missing = new Float64Array(classes)
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number // one for each row
    totals[label] = (totals[label] as number) + 1
    if (Number.isNaN(values[row] as number)) missing[label] = (missing[label] as number) + 1
  }
  const there = totals.map((total, label) => total - (missing[label] as number))
  return [
    { side: 'missing' as const, counts: missing },
    { side: 'there' as const, counts: there },
  ].flatMap(({ side, counts }) => {
    const rows = counts.reduce((sum, count) => sum + count, 0)
    if (rows < 30 || rows === labels.length) return []
    const label = counts.indexOf(Math.max(...counts))
    const [own, all] = [counts[label] as number, totals[label] as number] // within both
    const finding = judgeMissingSide({
      ...{ feature: name, side, rows, base: all / labels.length, recall: own / all },
      otherShare: wilson(rows - own, rows, level).high,
      className: classNames[label] ?? String(label),
    })
    return finding ?? []
  })
}

/** Folds are runs of time, so that a slow drift answers nothing; without times they are drawn. */
function foldsOf(times: Float64Array): Uint8Array {
  const known = times.filter((time) => !Number.isNaN(time)).sort()
  const folds = new Uint8Array(times.length)
  const edges = Array.from({ length: foldCount - 1 }, (_, i) =>
    Math.floor(((i + 1) * known.length) / foldCount),
  ).map((at) => known[at] ?? Number.POSITIVE_INFINITY)
  const isTimed = known.length > times.length / 2 && (edges[0] ?? 0) < (edges.at(-1) ?? 0)
  for (let row = 0; row < times.length; row++) {
    const time = times[row] as number // one for each row
    folds[row] = isTimed ? edges.filter((edge) => time >= edge).length : row % foldCount
  }
  return folds
}

async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  signal?.throwIfAborted()
}
