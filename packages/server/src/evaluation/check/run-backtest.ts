import type { Backtest, Requirement } from '@ratchet-ml/protocol'
import { findNearestName } from '@ratchet-ml/scoring'
import type { Command, CommandContext, CommandInput } from '../../platform/cli-kit/types.ts'
import { quoteName } from '../../platform/name-list.ts'
import { Problem } from '../../platform/problem.ts'
import { baselineNames } from '../requirements/baseline-names.ts'
import { isMachineMetric } from '../requirements/types.ts'
import { highestConfidence } from './judged.ts'
import type { RecipeSubject, Standard, Subject } from './subject.ts'

/** A back-test as the gates look at it. */
export interface Backtested {
  readonly document: Backtest
  /** Names among its contenders. */
  readonly subject: string
  /** Absent: there is no champion. */
  readonly champion?: string | 'itself'
  /** The only one that is judged; absent: all. */
  readonly partition?: string
}

/** Requirements of the answers, which need rows. */
export function onAnswers(requirements: readonly Requirement[]): readonly Requirement[] {
  return requirements.filter(({ metric }) => !isMachineMetric(metric))
}

/** How a back-test is to be run. */
export interface BacktestBy {
  /** The verb `backtest` itself. */
  readonly command: Command
  /** What files were trained on, such as `2001-01..2001-02`. */
  readonly trainedOn?: string | undefined
}

/**
 * The back-test that the requirements of a subject are judged on: with its champion, and with every
 * metric, baseline, recipe and slice they name, at the highest level they ask for. It is run as
 * `ratchet backtest` runs it, so one that was recorded is taken as it is.
 *
 * @throws Problem as that command does
 */
export async function backtestOf(
  context: CommandContext,
  subject: Subject,
  by: BacktestBy,
): Promise<Backtested> {
  const { champion, model, source, digest } = subject
  const isChampion = champion?.digest === digest
  const rivals = isChampion ? [] : rivalsOf(subject)
  const document = await asked(context, subject, by, { positionals: [model, source, ...rivals] })
  const versions = document.contenders.filter(({ kind }) => kind === 'version')
  const nameOf = (wanted: string | undefined) => versions.find((one) => one.digest === wanted)?.name
  const rival = isChampion ? 'itself' : (nameOf(champion?.digest) ?? rivals[0])
  const found = { document, subject: nameOf(digest) ?? subject.name }
  return rival === undefined ? found : { ...found, champion: rival }
}

/**
 * The back-test that a recipe is judged on, as `backtestOf` one of a version.
 *
 * @throws Problem `usage` for a partition that it does not have; and as that command does
 */
export async function backtestOfRecipe(
  context: CommandContext,
  subject: RecipeSubject,
  by: BacktestBy,
): Promise<Backtested> {
  const { champion, model, name, recipe, partition } = subject
  const rivals = rivalsOf(subject)
  const document = await asked(context, subject, by, {
    positionals: [model, ...rivals],
    recipes: [recipe],
    ...(rivals.length === 0 && { versions: ['none'] }),
  })
  const names = document.partitions.map((one) => one.partition)
  if (partition !== undefined && !names.includes(partition)) {
    const nearest = findNearestName(partition, names)
    throw new Problem('usage', `The back-test has no partition ${JSON.stringify(partition)}.`, {
      hint: nearest === undefined ? `It has ${names.join(', ')}.` : `Did you mean ${nearest}?`,
    })
  }
  const rival = document.contenders.find(({ digest }) => digest === champion?.digest)?.name
  return {
    ...{ document, subject: name },
    ...(champion !== undefined && { champion: rival ?? rivals[0] ?? '' }),
    ...(partition !== undefined && { partition }),
  }
}

function rivalsOf({ champion }: Standard): readonly string[] {
  return champion === undefined ? [] : [`${champion.model}@${champion.version}`]
}

interface Judged {
  readonly positionals: readonly string[]
  readonly recipes?: readonly string[]
  readonly versions?: readonly string[]
}

function inputOf(
  { positionals, recipes = [], versions = [] }: Judged,
  requirements: readonly Requirement[],
  declared: readonly string[],
  trainedOn: string | undefined,
): CommandInput {
  const baselines = unique(requirements.flatMap(({ against }) => named('baseline', against)))
  const names: Readonly<Record<string, readonly string[]>> = {
    metrics: unique(requirements.map(({ metric }) => metric)),
    // Those that are declared stand in the table anyway, with what they were told.
    baselines: baselines.every((name) => declared.includes(name))
      ? []
      : unique([...declared, ...baselines]),
    recipes: unique([
      ...recipes,
      ...requirements.flatMap(({ against }) => named('recipe', against)),
    ]),
    slices: unique(requirements.flatMap(({ slices }) => slices ?? [])),
  }
  const others: Readonly<Record<string, readonly string[]>> = {
    versions,
    'trained-on': trainedOn === undefined ? [] : [trainedOn],
  }
  const level = highestConfidence(requirements)
  const texts = (option: string) => names[option]?.map(quoteName) ?? others[option] ?? []
  return {
    positionals,
    text: (option) => (texts(option).length === 0 ? undefined : texts(option).join(',')),
    texts,
    flag: () => false,
    number: (option) => (option === 'level' && level > 0 ? level : undefined),
  }
}

function named(kind: string, against: string | undefined): readonly string[] {
  return against?.startsWith(`${kind}:`) === true ? [against.slice(kind.length + 1)] : []
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)]
}

/** Runs the verb and takes what it would have printed. */
async function asked(
  context: CommandContext,
  { model, agreed }: Standard,
  { command, trainedOn }: BacktestBy,
  judged: Judged,
): Promise<Backtest> {
  const { config } = (await context.project()) ?? {}
  const declared = baselineNames(config?.backtests[model]?.baselines)
  const requirements = onAnswers(agreed?.requirements ?? [])
  const input = inputOf(judged, requirements, declared, trainedOn)
  let printed: unknown
  const print = (_: string, data: unknown) => {
    printed = data
  }
  const client = async () => {
    const own = await context.client()
    return { ...own, recordBacktest: (run: Backtest) => own.recordBacktest(run, 'check') }
  }
  await command.run({ ...context, client, print, note: () => {} }, input)
  return printed as Backtest // what the command prints with --json
}
