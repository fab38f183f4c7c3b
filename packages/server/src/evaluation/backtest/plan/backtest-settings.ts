import { availableParallelism } from 'node:os'
import { BacktestConfig, type BusinessMetric, Duration } from '@ratchet-ml/protocol'
import { chooseDataset } from '../../../platform/choose-dataset.ts'
import type { CommandContext, CommandInput } from '../../../platform/cli-kit/types.ts'
import { parseNames } from '../../../platform/name-list.ts'
import { Problem } from '../../../platform/problem.ts'
import { type DatasetSettings, datasetSettings } from './dataset-settings.ts'

/** What a back-test is to be, from ratchet.yaml and the command line, which wins. */
export interface BacktestSettings
  extends Pick<
    BacktestConfig,
    'partition' | 'slices' | 'seed' | 'level' | 'baselines' | 'recipes' | 'metrics' | 'series'
  > {
  readonly dataset: DatasetSettings
  readonly label: string
  /** Always where partitions are spans of time. */
  readonly time: string | undefined
  readonly cluster: string | undefined
  readonly gap: string | undefined
  /** Metrics that the model declares, by name. */
  readonly own?: Readonly<Record<string, BusinessMetric>> | undefined
}

/** More threads than this wait for the disk and for memory. */
const mostWorkers = 8

/** @throws Problem `usage` when something that is needed is said nowhere; `dataset-not-found` */
export async function backtestSettings(
  context: CommandContext,
  input: CommandInput,
  model: string,
): Promise<BacktestSettings> {
  const project = await context.project()
  const declared = project?.config.backtests[model]
  const named = declared?.dataset ?? chooseDataset(project, model)
  const dataset = await datasetSettings(context, input, named)
  const { config } = dataset
  const partition = partitionOf(input) ?? declared?.partition ?? 'month'
  const time = config.time?.column
  return {
    dataset,
    label: needed('label', config.label, 'the column that says what happened'),
    time: typeof partition === 'string' ? needed('time', time, 'the column of event times') : time,
    partition,
    slices: listOf(input, 'slices') ?? declared?.slices ?? [],
    cluster: input.text('cluster') ?? declared?.cluster,
    gap: gapOf(input) ?? declared?.gap,
    seed: input.number('seed') ?? declared?.seed ?? 1,
    baselines: listOf(input, 'baselines') ?? declared?.baselines,
    recipes: listOf(input, 'recipes') ?? declared?.recipes,
    metrics: listOf(input, 'metrics') ?? declared?.metrics,
    series: declared?.series,
    own: project?.config.models[model]?.metrics,
    level: levelOf(input) ?? declared?.level ?? 0.95,
  }
}

/** How many threads judge at a time. @throws Problem `usage` */
export function workersOf(input: CommandInput): number {
  const said = input.number('workers')
  if (said === undefined) return Math.min(availableParallelism(), mostWorkers)
  if (said >= 1 && said <= 64) return said
  throw new Problem('usage', `--workers is ${said}; it must be 1 to 64.`)
}

function needed(option: string, value: string | undefined, help: string): string {
  if (value !== undefined) return value
  throw new Problem('usage', `The back-test needs ${help}.`, {
    hint: `Give --${option} COLUMN, or say it of the dataset in ratchet.yaml.`,
  })
}

function listOf(input: CommandInput, option: string): string[] | undefined {
  const said = input.texts(option)
  if (said.length === 0) return undefined
  return said.flatMap((text) => parseNames(text, `--${option}`)).filter((name) => name !== '')
}

/** A length of time, else the name of a column. */
function partitionOf(input: CommandInput): BacktestConfig['partition'] | undefined {
  const said = input.text('by')
  if (said === undefined) return undefined
  const length = BacktestConfig.shape.partition.safeParse(said)
  return length.success ? length.data : { column: said }
}

function gapOf(input: CommandInput): string | undefined {
  const said = input.text('gap')
  if (said === undefined || Duration.safeParse(said).success) return said
  throw new Problem(
    'usage',
    `--gap: found ${JSON.stringify(said)}, expected a length of time such as 36h or 7d.`,
  )
}

function levelOf(input: CommandInput): number | undefined {
  const said = input.number('level')
  if (said === undefined || (said > 0 && said < 1)) return said
  throw new Problem('usage', `--level is ${said}; it must lie above 0 and below 1, such as 0.95.`)
}
