import { buildPackage, type Package } from '@ratchet-ml/scoring'
import {
  type LinearFit,
  type LinearOptions,
  type Trained,
  TrainingRefusal,
  trainLinear,
  trainLogistic,
} from '@ratchet-ml/training'
import { type Dataset, openDataset, toInstants } from '../datasets/index.ts'
import { Problem } from '../platform/problem.ts'
import { type ChosenFeatures, chooseFeatures, nothingLeft } from './choose-features.ts'
import { problemOfTrainingRefusal } from './problem-of-refusal.ts'
import { type ReadTrainingData, readTrainingData } from './read-training-data.ts'
import { parseTimeBound } from './time-bound.ts'
import type { TrainedFeature, TrainProgress, TrainReport, TrainRequest } from './types.ts'

export interface TrainOptions {
  readonly signal: AbortSignal
  readonly onProgress: (progress: TrainProgress) => void
}

export interface TrainResult {
  readonly report: TrainReport
  readonly package: Package
}

/**
 * Learns a built-in model from a dataset and packages it. The same rows and settings give the same
 * package, byte for byte.
 *
 * @throws Problem `usage`, `training-refused`, and those of datasets
 */
export async function trainModel(
  request: TrainRequest,
  options: TrainOptions,
): Promise<TrainResult> {
  const dataset = await openDataset(request.dataset)
  try {
    return await trainOn(dataset, request, options)
  } catch (cause) {
    throw cause instanceof TrainingRefusal ? problemOfTrainingRefusal(cause, dataset.name) : cause
  } finally {
    await dataset.close()
  }
}

async function trainOn(
  dataset: Dataset,
  request: TrainRequest,
  { signal, onProgress }: TrainOptions,
): Promise<TrainResult> {
  const label = labelOf(dataset, request)
  const chosen = chooseFeatures(dataset, label, request.features)
  const { features } = chosen
  const read = await readTrainingData(dataset, {
    label,
    features,
    ...boundsOf(dataset, request),
    signal,
    onProgress,
  })
  const identifiers = request.features === undefined ? identifiersOf(read.data) : []
  if (identifiers.length === features.length) throw nothingLeft(dataset)
  const trained = learn(request, without(read, identifiers), {
    l2: request.l2,
    onIteration: (iteration) => onProgress({ kind: 'solving', ...iteration }),
  })
  const built = await buildPackage({ ...trained, source: { format: trained.format } })
  const datasetDigest = await dataset.digest(signal)
  const report = toReport({
    request,
    label,
    chosen,
    identifiers,
    read,
    trained,
    datasetDigest,
    built,
  })
  return { report, package: built }
}

function labelOf(dataset: Dataset, request: TrainRequest): string {
  const label = request.label ?? dataset.config.label
  if (label === undefined) {
    throw new Problem('usage', `Dataset ${dataset.name} does not say which column is the label.`, {
      hint: 'Give --label COLUMN, or write `label:` into ratchet.yaml.',
    })
  }
  const { kind } = dataset.column(label)
  if (kind === 'timestamp' || (kind === 'text' && request.algorithm === 'linear')) {
    const expected = request.algorithm === 'linear' ? 'numbers' : 'two classes'
    const found = kind === 'text' ? 'text' : 'times'
    throw new Problem('usage', `--label: ${label} holds ${found}, expected ${expected}.`)
  }
  return label
}

function boundsOf(
  dataset: Dataset,
  request: TrainRequest,
): { readonly from: number | undefined; readonly until: number | undefined } {
  const { from, until } = request
  if (from === undefined && until === undefined) return { from: undefined, until: undefined }
  if (dataset.config.time === undefined) {
    throw new Problem('usage', `Dataset ${dataset.name} does not say which column is the time.`, {
      hint: 'Give --time COLUMN, or write `time:` into ratchet.yaml.',
    })
  }
  const bounds = {
    from: from === undefined ? undefined : parseTimeBound(from, 'from', dataset.zone),
    until: until === undefined ? undefined : parseTimeBound(until, 'until', dataset.zone),
  }
  if ((bounds.from ?? Number.NEGATIVE_INFINITY) < (bounds.until ?? Number.POSITIVE_INFINITY)) {
    return bounds
  }
  throw new Problem('usage', `--until: found ${until}, expected a time after ${from}.`)
}

/** Text with a value of its own for most rows names the rows; nothing about others is learned from it. */
function identifiersOf({ features, count }: ReadTrainingData['data']): readonly string[] {
  return features.flatMap((column) =>
    column.kind === 'category' && column.levels.length > count / 2 ? [column.name] : [],
  )
}

function without(read: ReadTrainingData, names: readonly string[]): ReadTrainingData {
  const features = read.data.features.filter(({ name }) => !names.includes(name))
  return { ...read, data: { ...read.data, features } }
}

function learn(
  { algorithm }: TrainRequest,
  { data, classes }: ReadTrainingData,
  options: LinearOptions,
): Trained<LinearFit> {
  switch (algorithm) {
    case 'logistic':
      return trainLogistic(data, { ...options, ...(classes === undefined ? {} : { classes }) })
    case 'linear':
      return trainLinear(data, options)
  }
}

interface Outcome {
  readonly request: TrainRequest
  readonly label: string
  readonly chosen: ChosenFeatures
  readonly identifiers: readonly string[]
  readonly read: ReadTrainingData
  readonly trained: Trained<LinearFit>
  readonly datasetDigest: TrainReport['datasetDigest']
  readonly built: Package
}

function toReport(outcome: Outcome): TrainReport {
  const { request, label, chosen, identifiers, read, trained, datasetDigest, built } = outcome
  const { data, classes, unlabelled, span } = read
  const { rows, l2, iterations, objective, gradientNorm } = trained.fit
  return {
    algorithm: request.algorithm,
    dataset: request.dataset.name,
    datasetDigest,
    label,
    ...(classes && { classes }),
    features: trained.contract.inputs.map(
      ({ name, type, levels }): TrainedFeature =>
        levels === undefined ? { name, type } : { name, type, levels: levels.length },
    ),
    leaking: chosen.leaking,
    identifiers,
    rows,
    unlabelled,
    labelMean: data.label.reduce((sum, value) => sum + value, 0) / data.count,
    ...(span && { trainedOn: toInstants(span) }),
    l2,
    iterations,
    objective,
    gradientNorm,
    digest: built.digest,
  }
}
