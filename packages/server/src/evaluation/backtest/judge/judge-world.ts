import { stat } from 'node:fs/promises'
import type { Digest } from '@ratchet-ml/scoring'
import { findMetric, type PredictionKind } from '@ratchet-ml/stats'
import { type Dataset, openDataset } from '../../../datasets/index.ts'
import type { StartEngine } from '../../../platform/graph-engine.ts'
import { classCountOf, type LabelReader, labelReader } from '../../label-reader.ts'
import { createEncodings } from '../contenders/predictors/encodings.ts'
import { createEngines } from '../contenders/predictors/engines.ts'
import { openPredictor } from '../contenders/predictors/open-predictor.ts'
import type { Predictor, PredictorRecipe, PredictorWorld } from '../contenders/predictors/types.ts'
import { ownMetrics } from '../plan/own-metrics.ts'
import type { DatasetPlace, JudgeSetup } from './judge-job.ts'
import { type OpenRuns, openJudgeRuns } from './judge-runs.ts'
import { blockRule } from './losses/row-blocks.ts'
import type { PartitionJudgeOptions } from './partition-judge.ts'

/** Rows that are encoded and scored at a time. */
export const blockRows = 8192

/** What is opened once and judges many partitions: one for each thread. */
export interface JudgeWorld {
  readonly setup: JudgeSetup
  readonly dataset: Dataset
  /** Columns that the metrics of the model read. */
  readonly ownColumns: readonly string[]
  readonly readLabels: LabelReader
  readonly judging: PartitionJudgeOptions
  /** The same package gives the same predictor. */
  open(recipe: PredictorRecipe): Promise<Predictor>
  /** Makes scores durable that judged partitions refer to. */
  sync(): void
  close(): Promise<void>
}

export interface JudgeWorldOptions {
  readonly openRuns: OpenRuns
  /** Starts what answers a graph. */
  readonly startEngine: StartEngine
  /** Of the back-test that is being run. */
  readonly folder: string
  /** How many share the memory. */
  readonly threads: number
}

/** @throws Problem as `openDataset` does */
export async function openJudgeWorld(
  setup: JudgeSetup,
  { openRuns, startEngine, folder, threads }: JudgeWorldOptions,
): Promise<JudgeWorld> {
  const dataset = await openPlace(setup.dataset)
  const { question, label, level, seed, residualEdges } = setup
  const classes = classCountOf(question)
  const own = ownMetrics({ declared: setup.own, question, dataset, label })
  const metrics = setup.metrics.flatMap(
    (name) => own.metrics.find((metric) => metric.name === name) ?? findMetric(name) ?? [],
  )
  const engines = createEngines(startEngine)
  const world: PredictorWorld = {
    task: question.task,
    classes,
    ...(question.classes && { classNames: question.classes }),
    columns: dataset.columns,
    kinds: kindsOf(metrics, classes),
    capacity: blockRows,
    zone: dataset.zone,
    encodings: createEncodings(dataset.columns, blockRows),
    engines,
  }
  const runs = openJudgeRuns(openRuns, folder, threads)
  const packages = new Map<string, Promise<Predictor>>()
  return {
    ...{ setup, dataset, ownColumns: own.columns },
    readLabels: labelReader(question, dataset.column(label)),
    judging: {
      measures: {
        metrics,
        task: question.task,
        classes,
        level,
        seed,
        residualEdges,
        runs: runs.room,
      },
      own,
      contenders: setup.contenders,
      slices: setup.slices,
      blocks: blockRule(setup.by, setup.time, setup.cluster),
    },
    open(recipe) {
      if (recipe.kind !== 'package') return openPredictor(recipe, world)
      const known = packages.get(recipe.digest) ?? openPredictor(recipe, world)
      packages.set(recipe.digest, known)
      return known
    },
    sync: () => runs.sync(),
    async close() {
      engines.close()
      runs.close()
      await dataset.close()
    },
  }
}

/**
 * Beside what the metrics need: labels for counting who is right, and what pictures are drawn from. The
 * metrics of a model are made of these.
 */
function kindsOf(
  metrics: readonly { readonly needs: PredictionKind }[],
  classes: number,
): ReadonlySet<PredictionKind> {
  const drawn: PredictionKind = classes === 0 ? 'value' : 'probability'
  const counted: readonly PredictionKind[] = classes === 0 ? [] : ['label']
  return new Set([...metrics.map(({ needs }) => needs), drawn, ...counted])
}

/** Opens the rows where they are. */
async function openPlace({ name, config, folder, snapshot }: DatasetPlace): Promise<Dataset> {
  if (snapshot === undefined) return openDataset({ name, config, folder })
  const { digest, manifest, files } = snapshot
  const pathOf = (part: Digest) => files.get(part) ?? ''
  const sizeOf = async (part: Digest) => {
    try {
      return (await stat(pathOf(part))).size
    } catch {
      return undefined // what is gone has no size
    }
  }
  return openDataset({
    name,
    config,
    folder,
    snapshot: { digest, manifest, blobs: { pathOf, sizeOf } },
  })
}
