import type { TestCase } from '@ratchet-ml/protocol'
import type { Contract, Scored } from '@ratchet-ml/scoring'
import { findMetric, type LabelledBatch, type Metric, metrics } from '@ratchet-ml/stats'
import { type Dataset, openDataset } from '../../../datasets/index.ts'
import { Problem } from '../../../platform/problem.ts'
import { classCountOf } from '../../label-reader.ts'
import { fits, toMetricValue } from '../../metric-value.ts'
import { caseProblem, unknownName } from '../case-problem.ts'
import { sampleRows } from '../sample-rows.ts'
import type { CaseWorld, FoundCase, PrepareCase, PreparedCase, Verdict } from '../types.ts'

type Floor = NonNullable<TestCase['floor']>

/** A metric on a slice of a dataset that must reach a bound. Too few rows say nothing. */
export const prepareFloor: PrepareCase = async (found, world): Promise<PreparedCase> => {
  const { floor } = found.said
  if (floor === undefined) throw new TypeError('no floor')
  const metric = metricOf(found, floor, world.contract)
  const { atLeast, atMost } = floor
  if (atLeast === undefined && atMost === undefined) {
    throw caseProblem(found, ['floor'], 'it needs `atLeast` or `atMost`.')
  }
  const { rows, count, labels } = await readSlice(found, floor, world)
  return {
    rows,
    count,
    judge: (scored) =>
      judgeFloor(found, floor, metric, {
        labels,
        count,
        ...predictionsOf(metric, scored, world.contract),
      }),
  }
}

function metricOf(found: FoundCase, floor: Floor, contract: Contract): Metric {
  const metric = findMetric(floor.metric)
  const suiting = metrics.filter((one) => fits(one, contract.task) && lackingOf(one).length === 0)
  const names = suiting.map(({ name }) => name)
  const path = ['floor', 'metric']
  if (metric === undefined) throw unknownName(found, path, 'metric', floor.metric, names)
  const hint = `There are: ${names.join(', ') || 'none'}.`
  if (!fits(metric, contract.task)) {
    const detail = `${metric.name} is a metric for ${metric.tasks.join(', ')}; the model is ${contract.task}.`
    throw caseProblem(found, path, detail, hint)
  }
  const lacking = lackingOf(metric)
  if (lacking.length === 0) return metric
  const detail = `${metric.name} needs ${lacking.join(' and ')}, which a floor lacks.`
  throw caseProblem(found, path, detail, hint)
}

/** A version answers every row by itself, with a label, probabilities or one value. */
function lackingOf({ needs, columns }: Metric): readonly string[] {
  return needs === 'interval' ? ['interval predictions'] : columns
}

async function readSlice(found: FoundCase, floor: Floor, world: CaseWorld) {
  const dataset = await datasetOf(found, floor, world)
  try {
    const { contract, signal } = world
    if (dataset.config.label === undefined) {
      const detail = `the dataset ${floor.dataset} has no label in ratchet.yaml.`
      throw caseProblem(found, ['floor', 'dataset'], detail)
    }
    const random = world.randomOf(found.said.name)
    const { where, rows } = floor
    const request = { contract, where, labelled: true, limit: rows, random, signal }
    return await sampleRows(dataset, request)
  } catch (thrown) {
    if (!(thrown instanceof Problem) || thrown.code !== 'expression-invalid') throw thrown
    throw caseProblem(found, ['floor', 'where'], thrown.message, thrown.hint)
  } finally {
    await dataset.close()
  }
}

async function datasetOf(
  found: FoundCase,
  { dataset: name }: Floor,
  { datasets }: CaseWorld,
): Promise<Dataset> {
  const config = datasets.datasets[name]
  if (config !== undefined) return await openDataset({ name, config, folder: datasets.folder })
  const known = Object.keys(datasets.datasets)
  throw unknownName(found, ['floor', 'dataset'], 'dataset', name, known)
}

/** Metrics take one probability of two classes, that of the second, and all of more. */
function predictionsOf(
  { needs }: Metric,
  { probability, label, value, count }: Scored,
  contract: Contract,
): Pick<LabelledBatch, 'predictions' | 'classes'> {
  const classes = classCountOf(contract)
  if (needs === 'probability' && probability !== undefined) {
    if (classes > 2) return { predictions: probability.subarray(0, count * classes), classes }
    const second = Float64Array.from({ length: count }, (_, i) => probability[2 * i + 1] ?? NaN)
    return { predictions: second }
  }
  const answers = needs === 'label' ? label : value
  if (answers === undefined) throw new TypeError(`the model gives no ${needs}`)
  return { predictions: Float64Array.from(answers.subarray(0, count)) }
}

function judgeFloor(
  found: FoundCase,
  { atLeast, atMost, metric: name }: Floor,
  metric: Metric,
  batch: LabelledBatch,
): Verdict {
  const accumulator = metric.create()
  accumulator.add(batch)
  const value = toMetricValue(accumulator.result())
  const bounds = [
    ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
    ...(atMost === undefined ? [] : [`at most ${atMost}`]),
  ]
  const expected = `${bounds.join(' and ')} on ${value.n} rows`
  const line = found.lineOf('floor')
  if (value.kind === 'undefined') {
    const failure = { line, output: name, found: value.reason, expected }
    return { outcome: 'inconclusive', checks: 1, failures: [failure] }
  }
  const short = Math.max(
    (atLeast ?? value.value) - value.value,
    value.value - (atMost ?? value.value),
  )
  if (short <= 0) return { outcome: 'passed', checks: 1, failures: [] }
  const { low, high, level } = value
  const interval = low === undefined ? '' : ` (${low} to ${high} at ${level})`
  const failure = { line, output: name, found: `${value.value}${interval}`, expected }
  return { outcome: 'failed', checks: 1, failures: [{ ...failure, difference: short }] }
}
