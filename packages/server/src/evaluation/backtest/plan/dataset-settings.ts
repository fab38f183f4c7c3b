import type { DatasetConfig } from '@ratchet-ml/protocol'
import { findNearestName } from '@ratchet-ml/scoring'
import { findSnapshotDataset } from '../../../datasets/snapshots/index.ts'
import type { KeptSnapshot } from '../../../datasets/snapshots/types.ts'
import type { CommandContext, CommandInput } from '../../../platform/cli-kit/types.ts'
import { Problem } from '../../../platform/problem.ts'
import { knowledgeOf } from '../../leaks/plan-leaks.ts'

/** The rows of a back-test, as ratchet.yaml and the command line, which wins, name them. */
export interface DatasetSettings {
  readonly name: string
  readonly config: DatasetConfig
  /** Paths of the configuration are relative to it. */
  readonly folder: string
  readonly snapshot?: KeptSnapshot
}

/**
 * @param declared the dataset that the back-test of ratchet.yaml names
 * @throws Problem `usage` where nothing names rows; `dataset-not-found`
 */
export async function datasetSettings(
  context: CommandContext,
  input: CommandInput,
  declared: string | undefined,
): Promise<DatasetSettings> {
  const kept = await findSnapshotDataset(context, input.text('dataset'))
  if (kept !== undefined) {
    const { name, config, snapshot } = kept
    const known = knowledgeOf((await context.project())?.config.datasets ?? {}, name)
    const said = withFlags({ ...known, ...config }, input)
    return { name, config: said, folder: context.workingFolder, snapshot }
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
    throw needsRows(Object.keys(project?.config.datasets ?? {}))
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
    ...config,
    ...(column !== undefined && { time: { column, zone } }),
    ...(Object.keys(derive).length > 0 && { derive }),
    ...(label !== undefined && { label }),
  }
}

function derivedOf(input: CommandInput): Record<string, string> {
  const entries = input.texts('derive').map((text): [string, string] => {
    const [, name, expression] = /^([^=\s]+)\s*=(?!=)\s*(.+)$/s.exec(text) ?? []
    if (name !== undefined && expression !== undefined) return [name, expression]
    const detail = `--derive: found ${JSON.stringify(text)}, expected NAME=EXPRESSION.`
    throw new Problem('usage', detail, { hint: 'Write it as --derive "late=delay > 15".' })
  })
  return Object.fromEntries(entries)
}

function nameOfFile(file: string): string {
  const base = file.split(/[\\/]/).at(-1) ?? file
  return base.replace(/\.[^.]+$/, '')
}

function needsRows(names: readonly string[]): Problem {
  return new Problem('usage', 'The back-test needs rows.', {
    hint:
      names.length === 0
        ? 'Give --rows FILE with --label and --time, or --dataset NAME of a ratchet.yaml.'
        : `Give --dataset NAME; ratchet.yaml has ${names.join(', ')}.`,
  })
}

function notFound(name: string, names: readonly string[]): Problem {
  const nearest = findNearestName(name, names)
  const hint =
    nearest === undefined ? `There are: ${names.join(', ') || 'none'}.` : `Did you mean ${nearest}?`
  return new Problem('dataset-not-found', `ratchet.yaml has no dataset ${JSON.stringify(name)}.`, {
    hint,
  })
}
