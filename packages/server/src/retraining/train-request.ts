import type { DatasetConfig } from '@ratchet-ml/protocol'
import { findSnapshotDataset } from '../datasets/snapshots/index.ts'
import { chooseDataset } from '../platform/choose-dataset.ts'
import type { CommandContext, CommandInput } from '../platform/cli-kit/types.ts'
import { parseNames } from '../platform/name-list.ts'
import { Problem } from '../platform/problem.ts'
import { type Algorithm, algorithms, type TrainRequest } from './types.ts'

type TrainContext = Pick<CommandContext, 'project' | 'workingFolder' | 'client' | 'blobFiles'>

/** What the command line asks to be trained. @throws Problem `usage`, `dataset-not-found` */
export async function toTrainRequest(
  context: TrainContext,
  input: CommandInput,
): Promise<TrainRequest> {
  const algorithm = toAlgorithm(input.positionals[0])
  const dataset = await toDataset(context, input)
  const [label, from, until] = ['label', 'from', 'until'].map((name) => input.text(name))
  const features = input.texts('features').flatMap((text) => parseNames(text, '--features'))
  return {
    algorithm,
    dataset,
    ...(label === undefined ? {} : { label }),
    ...(features.length === 0 ? {} : { features }),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    l2: input.number('l2') ?? 1,
  }
}

function toAlgorithm(text: string | undefined): Algorithm {
  const found = algorithms.find((algorithm) => algorithm === text)
  if (found !== undefined) return found
  throw new Problem('usage', `There is no trainer ${text}; known are ${algorithms.join(', ')}.`)
}

/** A dataset of the project with what the command line adds, or one of files alone. */
async function toDataset(
  context: TrainContext,
  input: CommandInput,
): Promise<TrainRequest['dataset']> {
  const said = input.text('dataset')
  const kept = await findSnapshotDataset(context, said)
  if (kept !== undefined) {
    const { name, config, snapshot } = kept
    return { name, config: withOptions(config, input), folder: context.workingFolder, snapshot }
  }
  const files = input.texts('rows')
  const project = await context.project()
  const name = said ?? (files.length > 0 ? undefined : chooseDataset(project, input.text('name')))
  if ((name === undefined) === (files.length === 0)) {
    throw new Problem('usage', 'Give either --dataset NAME or --rows FILE.')
  }
  if (name === undefined) {
    const config = withOptions({ files: [...files] }, input)
    return { name: files.join(', '), config, folder: context.workingFolder }
  }
  const config = project?.config.datasets[name]
  if (project === undefined || config === undefined) {
    const known = Object.keys(project?.config.datasets ?? {})
    throw new Problem('dataset-not-found', `There is no dataset ${name}.`, {
      hint:
        project === undefined
          ? 'No ratchet.yaml was found here or above; --rows names a file directly.'
          : `${project.file} has ${known.length === 0 ? 'none' : known.join(', ')}.`,
    })
  }
  return { name, config: withOptions(config, input), folder: project.folder }
}

function withOptions(config: DatasetConfig, input: CommandInput): DatasetConfig {
  const column = input.text('time') ?? config.time?.column
  const zone = input.text('zone') ?? config.time?.zone ?? 'UTC'
  const derived = Object.fromEntries(input.texts('derive').map(toDerived))
  return {
    ...config,
    ...(column === undefined ? {} : { time: { column, zone } }),
    derive: { ...config.derive, ...derived },
  }
}

function toDerived(text: string): readonly [string, string] {
  const [, name, expression] = /^\s*([^=\s]+)\s*=(?!=)\s*(.+)$/s.exec(text) ?? []
  if (name !== undefined && expression !== undefined) return [name, expression]
  throw new Problem('usage', `--derive: found ${text}, expected NAME=EXPRESSION.`, {
    hint: "Such as --derive 'hour=hour(date)'.",
  })
}
