import { numberText } from '@ratchet-ml/figures'
import type { Backtest, Comparison } from '@ratchet-ml/protocol'
import { uncountedReason } from '@ratchet-ml/protocol'
import { inSentence, verdictOf } from '../backtest/compare/words.ts'
import { cut, differenceText, levelText, listText } from './words.ts'

/** What a reader asks first, in the order of asking; each a few sentences. */
export interface Answer {
  readonly verdict: Comparison['verdict'] | 'unknown'
  /** The verdict in a few words. */
  readonly headline: string
  readonly better: string
  readonly worse: string
  readonly evidence: string
  readonly leaks: string
}

/** Is it really better, where is it worse, is there evidence enough, and are there leaks? */
export function answerOf(backtest: Backtest): Answer {
  const chief = chiefComparisons(backtest)
  const verdict = verdictOver(chief, backtest)
  return {
    verdict,
    headline: headlineOf(verdict, chief[0], backtest),
    better: betterText(chief, backtest),
    worse: worseText(chief, backtest),
    evidence: `${evidenceText(backtest)}${undecidedText(chief)}`,
    leaks: leaksText(backtest),
  }
}

/** The comparisons by the first metric that there are any by; those with baselines stand behind. */
export function chiefComparisons(backtest: Backtest): readonly Comparison[] {
  const comparisons = backtest.comparisons ?? []
  const metric = backtest.metrics.find(({ name }) => comparisons.some((one) => one.metric === name))
  const chief = comparisons.filter((one) => one.metric === metric?.name)
  const isBaseline = new Set(
    backtest.contenders.filter(({ kind }) => kind === 'baseline').map(({ name }) => name),
  )
  return [
    ...chief.filter(({ reference }) => !isBaseline.has(reference)),
    ...chief.filter(({ reference }) => isBaseline.has(reference)),
  ]
}

/** Evidence that is leaked is none. */
function verdictOver(chief: readonly Comparison[], { leaks }: Backtest): Answer['verdict'] {
  const [first] = chief
  if (first === undefined || leaks?.findings.some(({ severity }) => severity === 'leak')) {
    return 'unknown'
  }
  return first.verdict
}

function headlineOf(
  verdict: Answer['verdict'],
  first: Comparison | undefined,
  { metrics }: Backtest,
): string {
  if (first === undefined) return 'Nothing was compared'
  if (verdict === 'unknown') return 'No answer: there is a leak'
  const { candidate, reference } = first
  const title = metrics.find(({ name }) => name === first.metric)?.title ?? first.metric
  const pair = [cut(candidate, 40), cut(reference, 40)] as const
  return verdict === 'undecided'
    ? `${pair[0]} or ${pair[1]}: not decided by ${inSentence(cut(title, 40))}`
    : `${pair[0]} is ${verdict} than ${pair[1]} by ${inSentence(cut(title, 40))}`
}

function betterText(chief: readonly Comparison[], backtest: Backtest): string {
  const [first] = chief
  if (first === undefined) {
    return 'No two contenders were compared on the same rows: nothing here says whether one is better than another.'
  }
  const shown = chief.slice(0, 3).map(({ says }) => sentence(cut(says, 300)))
  const rest = chief.length - shown.length
  const more = rest > 0 ? [`${numberText(rest)} more comparisons stand below.`] : []
  return [...shown, ...otherMetrics(first, backtest), ...more].join(' ')
}

/** Whether the other metrics say the same of the first pair. */
function otherMetrics(
  first: Comparison,
  { comparisons = [], metrics }: Backtest,
): readonly string[] {
  const others = comparisons.filter(
    ({ candidate, reference, metric }) =>
      candidate === first.candidate && reference === first.reference && metric !== first.metric,
  )
  if (others.length === 0) return []
  const titleOf = (name: string) =>
    inSentence(metrics.find((metric) => metric.name === name)?.title ?? name)
  const parts = (['better', 'worse', 'undecided'] as const).flatMap((verdict) => {
    const titles = others
      .filter((one) => one.verdict === verdict)
      .map(({ metric }) => titleOf(metric))
    return titles.length === 0 ? [] : [`${verdict} by ${listText(titles, 4)}`]
  })
  return [`By the other metrics ${cut(first.candidate, 40)} is ${parts.join('; ')}.`]
}

function worseText(chief: readonly Comparison[], backtest: Backtest): string {
  const [first] = chief
  if (first === undefined) return 'Without a comparison nothing can be said about where.'
  const metric = backtest.metrics.find(({ name }) => name === first.metric)
  const partitions = first.byPartition
    .filter(({ difference }) => verdictOf(difference, metric?.direction ?? 'lower') === 'worse')
    .map(({ partition }) => partition)
  const slices = first.worse.map(
    ({ by, slice, difference }) => `${cut(`${by}=${slice}`, 40)} by ${differenceText(difference)}`,
  )
  const candidate = cut(first.candidate, 40)
  if (partitions.length === 0 && slices.length === 0) {
    return `${candidate} is shown to be worse in no partition and in no slice that was looked at.`
  }
  const parts = [
    ...(partitions.length > 0 ? [`in ${listText(partitions)}`] : []),
    ...(slices.length > 0 ? [`in the slices ${listText(slices)}`] : []),
  ]
  return `${candidate} is worse than ${cut(first.reference, 40)} ${parts.join(', and ')}.`
}

function evidenceText(backtest: Backtest): string {
  const { common, partitions, level } = backtest
  const unknown = backtest.contenders
    .filter(({ name }) => isOfUnknownTraining(backtest, name))
    .map(({ name }) => name)
  const warning =
    unknown.length === 0
      ? ''
      : ` Nobody said what ${listText(unknown)} was trained on, so none of its rows count.`
  const uncounted = unlikeEvidence(backtest)
  if (common !== undefined) {
    const counts = `${numberText(common.partitions.length)} of ${numberText(partitions.length)} partitions count for every version and recipe, with ${numberText(common.rows)} rows; ${levelText(level)}.`
    if (common.partitions.length > 0) return `${counts}${warning}${uncounted}`
    return `None: no partition counts for every version and recipe.${warning}${uncounted}`
  }
  return `This document does not say which rows count for all; each table marks what does not count.${warning}${uncounted}`
}

/** An interval that holds zero may come of too few rows, or of two that are alike. */
function undecidedText(chief: readonly Comparison[]): string {
  const [first] = chief
  if (first === undefined || first.verdict !== 'undecided') return ''
  if (first.difference.kind === 'undefined') return ''
  return ' Not to decide between the two: their interval holds zero, so either they are alike or more rows are needed.'
}

function isOfUnknownTraining({ partitions }: Backtest, contender: string): boolean {
  return (
    partitions.length > 0 &&
    partitions.every(({ results }) => results[contender]?.counted.kind === 'training-unknown')
  )
}

/** Which partitions do not count for whom, beside those of which nobody knows. */
function unlikeEvidence({ contenders, partitions }: Backtest): string {
  const sentences = contenders
    .filter(({ kind }) => kind !== 'baseline')
    .flatMap(({ name }) => {
      const byReason = new Map<string, string[]>()
      for (const { partition, results } of partitions) {
        const counted = results[name]?.counted
        if (counted === undefined || counted.kind === 'training-unknown') continue
        const reason = uncountedReason(counted)
        if (reason === undefined) continue
        const known = byReason.get(reason)
        if (known === undefined) byReason.set(reason, [partition])
        else known.push(partition)
      }
      return [...byReason].map(
        ([reason, names]) => `${cut(name, 40)} in ${listText(names)} (${cut(reason, 80)})`,
      )
    })
  return sentences.length === 0 ? '' : ` Not counted: ${listOfAll(sentences)}.`
}

function listOfAll(sentences: readonly string[]): string {
  const shown = sentences.slice(0, 4).join('; ')
  const rest = sentences.length - 4
  return rest > 0 ? `${shown}; and ${numberText(rest)} more` : shown
}

function leaksText({ leaks }: Backtest): string {
  if (leaks === undefined) return 'No leak check was run.'
  const found = leaks.findings.filter(({ severity }) => severity === 'leak')
  const suspicions = leaks.findings.length - found.length
  const skipped =
    leaks.skipped.length === 0
      ? ''
      : ` ${numberText(leaks.skipped.length)} could not be run: ${listText(leaks.skipped.map(({ check }) => check))}.`
  const checks = `${numberText(leaks.checked.length)} checks ran.${skipped}`
  if (leaks.findings.length === 0) return `None found; ${checks}`
  const [worst] = found.length > 0 ? found : leaks.findings
  const counts = `${numberText(found.length)} found, ${numberText(suspicions)} suspicions.`
  const consequence = found.length > 0 ? ' What is leaked is no evidence.' : ''
  return `${counts}${consequence} ${sentence(cut(worst?.says ?? '', 300))} ${checks}`
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}
