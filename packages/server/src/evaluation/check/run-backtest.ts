import type { Backtest, Requirement } from '@ratchet-ml/protocol'
import type { Command, CommandContext, CommandInput } from '../../platform/cli-kit/types.ts'
import { baselineNames } from '../requirements/baseline-names.ts'
import { isMachineMetric } from '../requirements/types.ts'
import { highestConfidence } from './judged.ts'
import type { Subject } from './subject.ts'

/** A back-test as the gates look at it. */
export interface Backtested {
  readonly document: Backtest
  /** Names among its contenders. */
  readonly subject: string
  /** Absent: there is no champion. */
  readonly champion?: string | 'itself'
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
  const { champion, target, model, source } = subject
  const { digest } = target.version.package
  const isChampion = champion?.digest === digest
  const rivals =
    champion === undefined || isChampion ? [] : [`${champion.model}@${champion.version}`]
  const requirements = onAnswers(subject.agreed?.requirements ?? [])
  const { config } = (await context.project()) ?? {}
  const declared = baselineNames(config?.backtests[model]?.baselines)
  const input = inputOf([model, source, ...rivals], requirements, declared, by.trainedOn)
  const document = await asked(context, input, by.command)
  const versions = document.contenders.filter(({ kind }) => kind === 'version')
  const nameOf = (wanted: string | undefined) => versions.find((one) => one.digest === wanted)?.name
  const rival = isChampion ? 'itself' : (nameOf(champion?.digest) ?? rivals[0])
  const found = { document, subject: nameOf(digest) ?? subject.name }
  return rival === undefined ? found : { ...found, champion: rival }
}

function inputOf(
  positionals: readonly string[],
  requirements: readonly Requirement[],
  declared: readonly string[],
  trainedOn: string | undefined,
): CommandInput {
  const baselines = unique(requirements.flatMap(({ against }) => named('baseline', against)))
  const lists: Readonly<Record<string, readonly string[]>> = {
    metrics: unique(requirements.map(({ metric }) => metric)),
    // Those that are declared stand in the table anyway, with what they were told.
    baselines: baselines.every((name) => declared.includes(name))
      ? []
      : unique([...declared, ...baselines]),
    recipes: unique(requirements.flatMap(({ against }) => named('recipe', against))),
    slices: unique(requirements.flatMap(({ slices }) => slices ?? [])),
    'trained-on': trainedOn === undefined ? [] : [trainedOn],
  }
  const level = highestConfidence(requirements)
  const texts = (option: string) => lists[option] ?? []
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
  input: CommandInput,
  command: Command,
): Promise<Backtest> {
  let printed: unknown
  const print = (_: string, data: unknown) => {
    printed = data
  }
  await command.run({ ...context, print, note: () => {} }, input)
  return printed as Backtest // what the command prints with --json
}
