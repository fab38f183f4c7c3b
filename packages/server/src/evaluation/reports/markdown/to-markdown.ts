import { numberText, shareText } from '@ratchet-ml/figures'
import type { Backtest, Comparison } from '@ratchet-ml/protocol'
import { uncountedReason } from '@ratchet-ml/protocol'
import { type Answer, answerOf, chiefComparisons } from '../answer.ts'
import { commonMetric, type ReportView, viewOf } from '../report-view.ts'
import {
  cut,
  differenceText,
  directionText,
  levelText,
  metricText,
  trainingText,
  undefinedReason,
} from '../words.ts'
import { code, plain, table } from './markdown-text.ts'

/** A comment on GitHub takes 65,536 characters. */
const mostCharacters = 60_000
const mostComparisons = 12
const mostPartitions = 24
const mostSlices = 10
const mostFindings = 10
const mostMetrics = 6

const signs: Readonly<Record<Answer['verdict'], string>> = {
  better: '✅',
  worse: '❌',
  undecided: '⚪',
  unknown: '⚪',
}

/**
 * A back-test as Markdown for a pull request: the answer, comparisons, one metric by partition, slices
 * and leaks, in at most 60,000 characters. The same document gives the same bytes.
 */
export function toMarkdown(backtest: Backtest): string {
  const view = viewOf(backtest)
  const blocks = [
    ...answerBlocks(backtest),
    ...comparisonBlocks(backtest),
    ...overallBlocks(view),
    ...partitionBlocks(view),
    ...sliceBlocks(backtest),
    ...leakBlocks(backtest),
    ...subjectBlocks(backtest),
  ]
  return `${fitting(blocks).join('\n\n')}\n`
}

/** Blocks until there is no more room: what matters most stands first. */
function fitting(blocks: readonly string[]): readonly string[] {
  const kept: string[] = []
  let room = mostCharacters - 200
  for (const block of blocks) {
    room -= block.length + 2
    if (room < 0)
      return [...kept, 'The rest does not fit here: the HTML report and the CSV have it.']
    kept.push(block)
  }
  return kept
}

function answerBlocks(backtest: Backtest): readonly string[] {
  const answer = answerOf(backtest)
  return [
    `## Back-test of ${code(cut(backtest.model))}`,
    `${signs[answer.verdict]} **${plain(answer.headline)}**`,
    [
      `- **Is it really better?** ${plain(answer.better)}`,
      `- **Where is it worse?** ${plain(answer.worse)}`,
      `- **Is there evidence enough?** ${plain(answer.evidence)}`,
      `- **Leaks:** ${plain(answer.leaks)}`,
    ].join('\n'),
  ]
}

function comparisonBlocks(backtest: Backtest): readonly string[] {
  const all = backtest.comparisons ?? []
  if (all.length === 0) return []
  const chief = chiefComparisons(backtest)
  const shown = [...chief, ...all.filter((one) => !chief.includes(one))].slice(0, mostComparisons)
  const rest = all.length - shown.length
  const level = shareText(shown[0]?.level ?? backtest.level)
  const rows = shown.map((one) => [
    code(cut(one.candidate, 40)),
    code(cut(one.reference, 40)),
    plain(titleOf(backtest, one.metric)),
    plain(cut(differenceText(one.difference), 160)),
    verdictText(one.verdict),
    numberText(one.rows),
  ])
  const heads = ['candidate', 'reference', 'metric', `difference (${level} interval)`]
  return [
    '### Comparisons on the same rows, candidate less reference',
    table([[...heads, 'verdict', 'rows'], ...rows]),
    ...(rest > 0 ? [`${numberText(rest)} more comparisons are in the JSON document.`] : []),
  ]
}

function verdictText(verdict: Comparison['verdict']): string {
  return `${signs[verdict]} ${verdict}`
}

function overallBlocks({ backtest, shown }: ReportView): readonly string[] {
  if (backtest.common === undefined || backtest.common.rows === 0) return []
  const metrics = backtest.metrics.slice(0, mostMetrics)
  const rows = shown.map(({ name }) => [
    code(cut(name, 40)),
    ...metrics.map((metric) =>
      plain(cut(metricText(commonMetric(backtest, name, metric.name)), 100)),
    ),
  ])
  const rest = backtest.metrics.length - metrics.length
  return [
    `### Over the ${numberText(backtest.common.rows)} rows that count for all, with ${levelText(backtest.level)}`,
    table([['contender', ...metrics.map(({ title }) => plain(cut(title, 40)))], ...rows]),
    ...(rest > 0 ? [`${numberText(rest)} more metrics are in the CSV.`] : []),
  ]
}

function partitionBlocks({ backtest, shown, chief }: ReportView): readonly string[] {
  if (chief === undefined || backtest.partitions.length === 0) return []
  const partitions = backtest.partitions.slice(-mostPartitions)
  const rows = partitions.map(({ partition, rows: count, results }) => [
    code(cut(partition, 40)),
    numberText(count),
    ...shown.map(({ name }) => {
      const result = results[name]
      const value = result?.metrics[chief.name]
      const because = result && uncountedReason(result.counted)
      const isSaid =
        value?.kind === 'undefined' && undefinedReason(value, result?.counted) === undefined
      const text = isSaid ? 'undefined' : plain(cut(metricText(value), 100))
      return because === undefined ? text : `_${text}: ${plain(cut(because, 100))}, not counted_`
    }),
  ])
  const rest = backtest.partitions.length - partitions.length
  const heads = [
    plain(cut(backtest.partitionBy, 40)),
    'rows',
    ...shown.map((one) => code(cut(one.name, 40))),
  ]
  return [
    `### ${plain(cut(chief.title, 60))} by ${plain(cut(backtest.partitionBy, 40))}, ${directionText(chief)}, with ${levelText(backtest.level)}`,
    table([heads, ...rows]),
    ...(rest > 0
      ? [
          `The last ${mostPartitions} of ${numberText(backtest.partitions.length)}; the CSV has all.`,
        ]
      : []),
  ]
}

function sliceBlocks(backtest: Backtest): readonly string[] {
  const [first] = chiefComparisons(backtest)
  if (first === undefined || first.worse.length === 0) return []
  const rows = first.worse
    .slice(0, mostSlices)
    .map(({ by, slice, difference }) => [
      code(cut(`${by}=${slice}`, 60)),
      plain(cut(differenceText(difference), 160)),
      numberText(difference.n),
    ])
  const rest = first.worse.length - rows.length
  return [
    `### Slices where ${code(cut(first.candidate, 40))} is worse than ${code(cut(first.reference, 40))}`,
    table([['slice', `difference in ${plain(titleOf(backtest, first.metric))}`, 'rows'], ...rows]),
    ...(rest > 0 ? [`${numberText(rest)} more are in the JSON document.`] : []),
  ]
}

function leakBlocks({ leaks }: Backtest): readonly string[] {
  if (leaks === undefined || leaks.findings.length === 0) return []
  const ordered = [...leaks.findings].sort(
    (a, b) => Number(b.severity === 'leak') - Number(a.severity === 'leak'),
  )
  const lines = ordered
    .slice(0, mostFindings)
    .map(({ severity, check, says }) => `- **${severity}** (${check}): ${plain(cut(says, 300))}`)
  const rest = ordered.length - lines.length
  return [
    '### Leak checks',
    [...lines, ...(rest > 0 ? [`- and ${numberText(rest)} more`] : [])].join('\n'),
  ]
}

function subjectBlocks(backtest: Backtest): readonly string[] {
  const { contenders, dataset, id, plan, label } = backtest
  const rows = contenders
    .slice(0, 30)
    .map((one) => [
      code(cut(one.name, 60)),
      plain(trainingText(one)),
      one.digest === undefined ? '' : code(one.digest.slice(0, 19)),
    ])
  return [
    '### What was compared',
    table([['contender', 'trained on', 'digest'], ...rows]),
    [
      `- data: ${code(cut(dataset.name))}, ${numberText(dataset.rows)} rows, ${code(dataset.digest)}`,
      `- label: ${code(cut(label))}`,
      `- id: ${code(id)}`,
      ...(plan === undefined ? [] : [`- again: ${code(`ratchet backtest --rerun ${id}`)}`]),
    ].join('\n'),
  ]
}

function titleOf({ metrics }: Backtest, name: string): string {
  return cut(metrics.find((metric) => metric.name === name)?.title ?? name, 60)
}
