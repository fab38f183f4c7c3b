import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type DatasetConfig, Name } from '@ratchet-ml/protocol'
import type { CommandContext, CommandInput } from '../../../platform/cli-kit/types.ts'
import { micros, toRfc3339 } from '../../../platform/clock.ts'
import { Problem } from '../../../platform/problem.ts'
import { zoneOf } from '../../../platform/zone.ts'
import { type Dialect, encodings } from '../../formats/csv-dialect/types.ts'
import { parseTime } from '../../formats/text-kinds.ts'
import type { SnapshotRequest } from '../create/request.ts'
import { listSourceFiles } from '../create/source-files.ts'
import { findContract } from './find-contract.ts'

/** What is to be made, and what is to be done when it was. */
export interface Requested {
  readonly request: SnapshotRequest
  end(): Promise<void>
}

/** @throws Problem `usage`, `dataset-not-found`, `file-not-found`, and those of contracts and logs */
export async function toSnapshotRequest(
  context: CommandContext,
  input: CommandInput,
): Promise<Requested> {
  const name = nameOf(input)
  const sources = await sourcesOf(context, input, name)
  const asOf = asOfOf(input, sources)
  const contract = await findContract(context, input.text('contract'))
  const { config } = sources
  const time = timeOf(input, config)
  const id = input.text('id')
  const features = featuresOf(input, time?.column, context.workingFolder)
  const freshWithinMs = spanOf(input.text('fresh-within'))
  const request: SnapshotRequest = {
    name,
    asked: sources.asked,
    files: await listSourceFiles(sources.paths, sources.folder),
    ...(time && { time }),
    ...(config?.derive && { derive: config.derive }),
    ...(config?.label !== undefined && { label: config.label }),
    without: input.texts('without'),
    ...(contract && { contract }),
    ...(id !== undefined && { id }),
    dialect: dialectOf(input),
    mostBad: mostBadOf(input),
    ...(freshWithinMs !== undefined && { freshWithinMs }),
    ...(asOf && { asOf }),
    ...(features && { features }),
    rehash: input.flag('rehash'),
    reason: input.text('reason') ?? '',
  }
  return { request, end: sources.end }
}

function nameOf(input: CommandInput): string {
  const [name = ''] = input.positionals
  if (Name.safeParse(name).success) return name
  throw new Problem('name-invalid', `The name is ${JSON.stringify(name)}.`, {
    hint: 'A name has 1 to 64 letters, digits, dots, dashes or underscores.',
  })
}

interface Sources {
  readonly asked: readonly string[]
  readonly paths: readonly string[]
  /** What the paths are relative to. */
  readonly folder: string
  readonly config?: Partial<DatasetConfig>
  readonly isLog: boolean
  end(): Promise<void>
}

async function sourcesOf(
  context: CommandContext,
  input: CommandInput,
  name: string,
): Promise<Sources> {
  const asked = input.texts('from')
  const [first = name] = asked
  const log = /^log:(.*)$/.exec(first)?.[1]
  if (log !== undefined && asked.length === 1) return await sourcesOfLog(context, input, log)
  if (log !== undefined) throw new Problem('usage', 'A log cannot be mixed with other sources.')
  const project = await context.project()
  const config = asked.length > 1 ? undefined : project?.config.datasets[first]
  if (config !== undefined && project !== undefined) {
    const paths = [config.files].flat()
    return { asked: [first], paths, folder: project.folder, config, isLog: false, end }
  }
  if (asked.length === 0) throw noSource(name, Object.keys(project?.config.datasets ?? {}))
  return { asked, paths: asked, folder: context.workingFolder, isLog: false, end }

  async function end() {}
}

/** The files of a log are of nobody else's use: they go when they were read. */
async function sourcesOfLog(
  context: CommandContext,
  input: CommandInput,
  endpoint: string,
): Promise<Sources> {
  const asOf = input.text('as-of')
  const client = await context.client()
  const folder = await (await context.blobFiles()).stageFolder()
  const end = () => rm(folder, { recursive: true, force: true })
  try {
    const { file } = await client.exportLog({
      ...{ endpoint, folder, joined: true },
      ...(asOf !== undefined && { asOf: toRfc3339(micros(instantOf(asOf))) }),
    })
    const config = { time: { column: 'event_time', zone: 'UTC' } }
    return { asked: [`log:${endpoint}`], paths: [file], folder, config, isLog: true, end }
  } catch (cause) {
    await end()
    throw cause
  }
}

function timeOf(input: CommandInput, config: Partial<DatasetConfig> | undefined) {
  const column = input.text('time') ?? config?.time?.column
  const zone = input.text('zone') ?? config?.time?.zone ?? 'UTC'
  if (column !== undefined) return { column, zone: zoneOf(zone).name }
  if (input.text('zone') === undefined) return undefined
  throw new Problem('usage', '--zone says what the times of --time mean, which is not given.')
}

function featuresOf(
  input: CommandInput,
  time: string | undefined,
  folder: string,
): SnapshotRequest['features'] {
  const file = input.text('features')
  const unit = input.text('on')
  if (file === undefined) {
    if (unit === undefined) return undefined
    throw new Problem('usage', '--on names the unit by which --features FILE is joined.')
  }
  const column = input.text('feature-time') ?? time
  if (unit === undefined || column === undefined) {
    throw new Problem('usage', '--features needs --on COLUMN, the unit, and --time COLUMN, when.')
  }
  const recorded = input.text('feature-recorded')
  const keys = { unit, time: column, ...(recorded !== undefined && { recorded }) }
  return { path: resolve(folder, file), file, ...keys }
}

function asOfOf(input: CommandInput, { isLog }: Sources): SnapshotRequest['asOf'] {
  const text = input.text('as-of')
  const recordedColumn = input.text('recorded')
  if (text === undefined) {
    if (recordedColumn === undefined) return undefined
    throw new Problem('usage', '--recorded says when rows became known, for --as-of TIME.')
  }
  const isJoin = input.text('features') !== undefined
  if (recordedColumn === undefined && !isLog && !isJoin) {
    throw new Problem(
      'usage',
      '--as-of needs --recorded COLUMN, which says when a row became known.',
    )
  }
  const time = instantOf(text)
  return isLog || recordedColumn === undefined ? { time } : { time, recordedColumn }
}

function instantOf(text: string): number {
  const time = parseTime(text, zoneOf('UTC'))
  if (time !== undefined) return time
  throw new Problem('usage', `--as-of is ${JSON.stringify(text)}.`, {
    hint: 'Write it as 2026-11-01T00:00:00Z, or as a date.',
  })
}

/** The parts of a dialect that the command line says. */
function dialectOf(input: CommandInput): Partial<Dialect> {
  const encoding = encodings.find((one) => one === input.text('encoding'))
  const known = input.texts('csv').map((text) => {
    const found = dialects.find(({ says }) => says.includes(text))
    if (found !== undefined) return found.means
    throw new Problem('usage', `--csv is ${JSON.stringify(text)}.`, {
      hint: `It may be ${dialects.map(({ says }) => says[0]).join(', ')}.`,
    })
  })
  return Object.assign({}, encoding && { encoding }, ...known)
}

const dialects: readonly { readonly says: readonly string[]; readonly means: Partial<Dialect> }[] =
  [
    { says: ['separator=,'], means: { separator: ',' } },
    { says: ['separator=;'], means: { separator: ';' } },
    { says: ['separator=tab', 'separator=\t'], means: { separator: '\t' } },
    { says: ['separator=|'], means: { separator: '|' } },
    { says: ['quote="'], means: { quote: '"' } },
    { says: ["quote='"], means: { quote: "'" } },
    { says: ['header=yes'], means: { hasHeader: true } },
    { says: ['header=no'], means: { hasHeader: false } },
    { says: ['decimal=.'], means: { decimal: '.' } },
    { says: ['decimal=,'], means: { decimal: ',' } },
  ]

function mostBadOf(input: CommandInput): number {
  const said = input.number('max-bad') ?? 0
  if (said >= 0 && said <= 1) return said
  throw new Problem('usage', `--max-bad is ${said}; it must be a share from 0 to 1, such as 0.001.`)
}

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

function spanOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)([mhd])$/.exec(text) ?? []
  if (count !== undefined) return Number(count) * (units[unit] ?? 0)
  throw new Problem('usage', `--fresh-within is ${JSON.stringify(text)}.`, {
    hint: 'Write it as 90m, 36h or 2d.',
  })
}

function noSource(name: string, names: readonly string[]): Problem {
  return new Problem('dataset-not-found', `ratchet.yaml has no dataset ${name}.`, {
    hint: `Name the data with --from, or one of ${names.join(', ') || 'its datasets (there are none)'}.`,
  })
}
