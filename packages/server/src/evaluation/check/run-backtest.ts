import type { Backtest, Requirement } from '@ratchet-ml/protocol'
import type { CommandContext, CommandInput } from '../../platform/cli-kit/types.ts'
import { evaluationCommands } from '../backtest/commands.ts'
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
  trainedOn: string | undefined,
): Promise<Backtested> {
  const { champion, target, version } = subject
  const { digest } = target.version.package
  const isChampion = champion?.digest === digest
  const rivals =
    champion === undefined || isChampion ? [] : [`${champion.model}@${champion.version}`]
  const requirements = onAnswers(subject.agreed?.requirements ?? [])
  const input = inputOf([subject.model, subject.source, ...rivals], requirements, trainedOn)
  const document = await asked(context, input)
  const versions = document.contenders.filter(({ kind }) => kind === 'version')
  const nameOf = (wanted: string) => versions.find((one) => one.digest === wanted)?.name
  return {
    document,
    subject: nameOf(digest) ?? version?.digest ?? digest,
    ...(isChampion && { champion: 'itself' }),
    ...(rivals.length > 0 && { champion: nameOf(champion?.digest ?? '') ?? rivals[0] ?? '' }),
  }
}

function inputOf(
  positionals: readonly string[],
  requirements: readonly Requirement[],
  trainedOn: string | undefined,
): CommandInput {
  const texts: Readonly<Record<string, readonly string[]>> = {
    metrics: unique(requirements.map(({ metric }) => metric)),
    baselines: unique(requirements.flatMap(({ against }) => named('baseline', against))),
    recipes: unique(requirements.flatMap(({ against }) => named('recipe', against))),
    slices: unique(requirements.flatMap(({ slices }) => slices ?? [])),
  }
  const level = highestConfidence(requirements)
  return {
    positionals,
    text: (option) => (option === 'trained-on' ? trainedOn : undefined),
    texts: (option) => texts[option] ?? [],
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
async function asked(context: CommandContext, input: CommandInput): Promise<Backtest> {
  const command = evaluationCommands.find(({ name }) => name === 'backtest')
  let printed: unknown
  const print = (_: string, data: unknown) => {
    printed = data
  }
  await command?.run({ ...context, print, note: () => {} }, input)
  return printed as Backtest // what the command prints with --json
}
