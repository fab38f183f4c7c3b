import { BacktestConfig, type BaselineConfig, type DatasetConfig } from '@ratchet-ml/protocol'
import { findNearestName } from '@ratchet-ml/scoring'
import type { PartitionLength } from '../../datasets/index.ts'
import { findSnapshotDataset } from '../../datasets/snapshots/index.ts'
import type { KeptSnapshot } from '../../datasets/snapshots/types.ts'
import { chooseDataset } from '../../platform/choose-dataset.ts'
import type { CommandContext, CommandInput } from '../../platform/cli-kit/types.ts'
import { Problem } from '../../platform/problem.ts'

/** What a back-test is to be, from ratchet.yaml and the command line, which wins. */
export interface BacktestSettings {
  readonly dataset: {
    readonly name: string
    readonly config: DatasetConfig
    readonly folder: string
    readonly snapshot?: KeptSnapshot
  }
  readonly label: string
  readonly time: string
  readonly partition: PartitionLength
  readonly baselines: readonly string[] | undefined
  readonly metrics: readonly string[] | undefined
  readonly level: number
}

/** @throws Problem `usage` when something that is needed is said nowhere; `dataset-not-found` */
export async function backtestSettings(
  context: CommandContext,
  input: CommandInput,
  model: string,
): Promise<BacktestSettings> {
  const project = await context.project()
  const declared = project?.config.backtests[model]
  const dataset = await datasetOf(
    context,
    input,
    declared?.dataset ?? chooseDataset(project, model),
  )
  const { config } = dataset
  return {
    dataset,
    label: needed('label', config.label, 'the column that says what happened'),
    time: needed('time', config.time?.column, 'the column of event times'),
    partition: partitionOf(input) ?? lengthOf(declared?.partition) ?? 'month',
    baselines: listOf(input, 'baselines') ?? declared?.baselines?.map(nameOfBaseline),
    metrics: listOf(input, 'metrics') ?? declared?.metrics,
    level: levelOf(input) ?? declared?.level ?? 0.95,
  }
}

async function datasetOf(
  context: CommandContext,
  input: CommandInput,
  declared: string | undefined,
): Promise<BacktestSettings['dataset']> {
  const kept = await findSnapshotDataset(context, input.text('dataset'))
  if (kept !== undefined) {
    const { name, config, snapshot } = kept
    return { name, config: withFlags(config, input), folder: context.workingFolder, snapshot }
  }
  const files = input.texts('rows')
  if (files.length > 0) {
    const name = input.text('dataset') ?? nameOfFile(files[0] ?? '')
    const config = withFlags({ files: [...files] }, input)
    return { name, config, folder: context.workingFolder }
  }
  const project = await context.project()
  const name = input.text('dataset') ?? declared
  if (name === undefined || project === undefined) {
    const names = Object.keys(project?.config.datasets ?? {})
    throw new Problem('usage', 'The back-test needs rows.', {
      hint:
        names.length === 0
          ? 'Give --rows FILE with --label and --time, or --dataset NAME of a ratchet.yaml.'
          : `Give --dataset NAME; ratchet.yaml has ${names.join(', ')}.`,
    })
  }
  const { datasets } = project.config
  const config = datasets[name]
  if (config === undefined) throw notFound(name, Object.keys(datasets))
  return { name, config: withFlags(config, input), folder: project.folder }
}

function withFlags(config: DatasetConfig, input: CommandInput): DatasetConfig {
  const label = input.text('label') ?? config.label
  const column = input.text('time') ?? config.time?.column
  const zone = input.text('zone') ?? config.time?.zone ?? 'UTC'
  const derive = { ...config.derive, ...derivedOf(input) }
  return {
    files: config.files,
    ...(column !== undefined && { time: { column, zone } }),
    ...(Object.keys(derive).length > 0 && { derive }),
    ...(label !== undefined && { label }),
  }
}

function derivedOf(input: CommandInput): Record<string, string> {
  const entries = input.texts('derive').map((text): [string, string] => {
    const [, name, expression] = /^([^=\s]+)\s*=(?!=)\s*(.+)$/s.exec(text) ?? []
    if (name !== undefined && expression !== undefined) return [name, expression]
    throw new Problem(
      'usage',
      `--derive: found ${JSON.stringify(text)}, expected NAME=EXPRESSION.`,
      {
        hint: 'Write it as --derive "late=delay > 15".',
      },
    )
  })
  return Object.fromEntries(entries)
}

function needed(option: string, value: string | undefined, help: string): string {
  if (value !== undefined) return value
  throw new Problem('usage', `The back-test needs ${help}.`, {
    hint: `Give --${option} COLUMN, or say it of the dataset in ratchet.yaml.`,
  })
}

function listOf(input: CommandInput, option: string): readonly string[] | undefined {
  const said = input.texts(option)
  if (said.length === 0) return undefined
  return said
    .flatMap((text) => text.split(','))
    .map((name) => name.trim())
    .filter(Boolean)
}

function partitionOf(input: CommandInput): PartitionLength | undefined {
  const said = input.text('by')
  return said === undefined ? undefined : lengthOf(BacktestConfig.shape.partition.parse(said))
}

function lengthOf(partition: BacktestConfig['partition'] | undefined): PartitionLength | undefined {
  if (typeof partition !== 'object') return partition
  throw new Problem(
    'usage',
    `Found partitions by ${partition.column}, expected day, week or month.`,
  )
}

function nameOfBaseline(baseline: BaselineConfig): string {
  if (typeof baseline === 'string') return baseline
  throw new Problem('usage', `Found the baseline ${JSON.stringify(baseline)}, expected a name.`)
}

function levelOf(input: CommandInput): number | undefined {
  const said = input.number('level')
  if (said === undefined || (said > 0 && said < 1)) return said
  throw new Problem('usage', `--level is ${said}; it must lie above 0 and below 1, such as 0.95.`)
}

function nameOfFile(file: string): string {
  const base = file.split(/[\\/]/).at(-1) ?? file
  return base.replace(/\.[^.]+$/, '')
}

function notFound(name: string, names: readonly string[]): Problem {
  const nearest = findNearestName(name, names)
  const hint =
    nearest === undefined ? `There are: ${names.join(', ') || 'none'}.` : `Did you mean ${nearest}?`
  return new Problem('dataset-not-found', `ratchet.yaml has no dataset ${JSON.stringify(name)}.`, {
    hint,
  })
}
