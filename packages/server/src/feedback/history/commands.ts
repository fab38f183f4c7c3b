import { isAbsolute, join } from 'node:path'
import type { CoverageView, RestatementView } from '@ratchet-ml/protocol'
import type {
  Command,
  CommandContext,
  CommandInput,
  OptionDefinition,
} from '../../platform/cli-kit/types.ts'
import { parseRfc3339, toRfc3339 } from '../../platform/clock.ts'
import { Problem } from '../../platform/problem.ts'
import { formatCsv, formatNdjson, formatTable } from './format-table.ts'

const asOf: OptionDefinition = {
  ...{
    type: 'text',
    value: 'TIME',
    help: 'as it was known then: RFC 3339, such as 2026-11-21T12:00:00Z',
  },
}

const queryCommand: Command = {
  name: 'log query',
  summary: 'Ask in SQL what was predicted and what happened',
  description:
    'One SELECT in the SQL of DuckDB over the views predictions, predictions_ENDPOINT, joined, outcomes and\n' +
    'outcome_history; docs/reference/log-tables.md has their columns. What was recorded a moment ago is there.\n' +
    'It has 30 seconds and 550 MB; day is a partition, and asking for few days is quick.',
  positionals: [{ name: 'SQL', help: 'one SELECT' }],
  options: {
    'as-of': asOf,
    format: {
      ...{ type: 'text', value: 'FORMAT', help: 'table, csv or json (an object a line)' },
      ...{ choices: ['table', 'csv', 'json'], default: 'table' },
    },
    limit: { type: 'integer', value: 'N', help: 'rows at most', default: 1000 },
  },
  examples: [
    'ratchet log query "SELECT day, count(*) FROM predictions GROUP BY day ORDER BY day"',
    'ratchet log query "SELECT avg(outcome_value) FROM joined WHERE outcome_name = \'label\'" --as-of 2026-11-21T00:00:00Z',
  ],
  run: query,
}

const exportCommand: Command = {
  name: 'log export',
  summary: 'Write the predictions of an endpoint to a file',
  description:
    'Parquet, CSV or NDJSON in the order of event times. With --joined, only answered predictions, each with its\n' +
    'outcomes as columns outcome_NAME; without, all records.',
  positionals: [{ name: 'ENDPOINT', help: 'whose predictions' }],
  options: {
    to: { type: 'text', value: 'DIR', help: 'the folder to write to' },
    from: { type: 'text', value: 'TIME', help: 'only what happened from then on' },
    until: { type: 'text', value: 'TIME', help: 'only what happened before' },
    'as-of': asOf,
    joined: { type: 'flag', help: 'with the outcomes' },
    format: {
      ...{ type: 'text', value: 'FORMAT', help: 'parquet, csv or ndjson' },
      ...{ choices: ['parquet', 'csv', 'ndjson'], default: 'parquet' },
    },
  },
  examples: ['ratchet log export flights --to exported --joined --from 2026-11-01T00:00:00Z'],
  run: exportLog,
}

const compactCommand: Command = {
  name: 'log compact',
  summary: 'Make tables of the sealed log, and few files of many',
  description:
    'A server does so by itself in the background; this does it now, and all of it. Days that ratchet.yaml says\n' +
    'are kept no longer are removed by the server alone.',
  positionals: [],
  options: {},
  examples: ['ratchet log compact'],
  run: compact,
}

const coverageCommand: Command = {
  name: 'outcome coverage',
  summary: 'Say how many predictions have an outcome, and after how long',
  description:
    'By age of the predictions, and as the share whose outcome is known so long after them, by which predictions\n' +
    'too young to have one do not count as having none.',
  positionals: [{ name: 'ENDPOINT', help: 'whose predictions' }],
  options: {
    name: { type: 'text', value: 'NAME', help: 'which outcome', default: 'label' },
    'as-of': asOf,
  },
  examples: ['ratchet outcome coverage flights'],
  run: coverage,
}

const listCommand: Command = {
  name: 'outcome list',
  summary: 'List outcomes that were first recorded otherwise',
  positionals: [{ name: 'ENDPOINT', help: 'whose predictions they are about' }],
  options: {
    restated: { type: 'flag', help: 'those that changed; the only ones it lists' },
    limit: { type: 'integer', value: 'N', help: 'how many at most', default: 100 },
  },
  examples: ['ratchet outcome list flights --restated'],
  run: list,
}

export const historyCommands: readonly Command[] = [
  ...[queryCommand, exportCommand, compactCommand, coverageCommand, listCommand],
]

async function query(context: CommandContext, input: CommandInput): Promise<number> {
  const [sql = ''] = input.positionals
  const limit = input.number('limit') ?? 1000
  if (limit < 1 || limit > 100_000) {
    throw new Problem('usage', `--limit is ${limit}; it must be 1 to 100000.`)
  }
  const client = await context.client()
  const answer = await client.queryLog({ sql, limit, ...timeOption(input, 'as-of', 'asOf') })
  const format = input.text('format') ?? 'table'
  const formatted = { table: formatTable, csv: formatCsv, json: formatNdjson }
  const text = formatted[format as keyof typeof formatted](answer)
  if (context.json) context.print('', answer)
  else if (text !== '') context.stdout.write(`${text}\n`)
  if (answer.isCut) {
    const { length } = answer.rows
    context.note(`There are more: ${length} rows are shown. Raise --limit, or use log export.`)
  }
  return 0
}

async function exportLog(context: CommandContext, input: CommandInput): Promise<number> {
  const [endpoint = ''] = input.positionals
  const to = input.text('to')
  if (to === undefined) throw new Problem('usage', '--to is missing: the folder to write to.')
  const client = await context.client()
  const { file, rows } = await client.exportLog({
    endpoint,
    folder: isAbsolute(to) ? to : join(context.workingFolder, to),
    format: formatOf(input),
    joined: input.flag('joined'),
    ...timeOption(input, 'from', 'from'),
    ...timeOption(input, 'until', 'until'),
    ...timeOption(input, 'as-of', 'asOf'),
  })
  context.print(`Wrote ${rows} rows to ${file}`, { file, rows })
  return 0
}

async function compact(context: CommandContext): Promise<number> {
  const done = await (await context.client()).compactLog()
  const { converted, merged, into } = done
  context.print(
    `${converted} records became rows of tables; ${merged} small files became ${into}.`,
    done,
  )
  return 0
}

async function coverage(context: CommandContext, input: CommandInput): Promise<number> {
  const [endpoint = ''] = input.positionals
  const { asOf: time } = timeOption(input, 'as-of', 'asOf')
  const view = await (await context.client()).coverage(endpoint, input.text('name'), time)
  context.print(coverageText(view), view)
  return 0
}

function coverageText({ ages, delays, unmatched, endpointMismatch, name }: CoverageView): string {
  const rows = ages.map(({ age, predictions, withOutcome }) => [
    ...[age, predictions, withOutcome],
    predictions === 0 ? null : `${((100 * withOutcome) / predictions).toFixed(1)} %`,
  ])
  const columns = ['age', 'predictions', `with ${name}`, 'share'].map(toColumn)
  const curve = [0.25, 0.5, 0.75, 0.9, 0.99].flatMap((share) => {
    const point = delays.find((one) => one.share >= share)
    return point === undefined ? [] : [[`${100 * share} %`, durationOf(point.seconds)]]
  })
  const known = { columns: ['of predictions', 'known after'].map(toColumn), rows: curve }
  return [
    ages.length === 0 ? 'No predictions yet.' : formatTable({ columns, rows }),
    ...(curve.length === 0 ? [] : [`\n${formatTable(known)}`]),
    `\n${unmatched} outcomes without a prediction, ${endpointMismatch} that state another endpoint.`,
  ].join('\n')
}

function toColumn(name: string) {
  return { name, type: '' }
}

function durationOf(seconds: number): string {
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`
}

async function list(context: CommandContext, input: CommandInput): Promise<number> {
  const [endpoint = ''] = input.positionals
  if (!input.flag('restated')) {
    throw new Problem('usage', 'Only outcomes that changed are listed: add --restated.', {
      hint: 'For all, ask: ratchet log query "SELECT * FROM outcomes".',
    })
  }
  const client = await context.client()
  const { restatements, isCut } = await client.restatements(endpoint, input.number('limit'))
  for (const one of restatements) context.print(restatementLine(one), one)
  if (restatements.length === 0) context.note('No outcome says anything else than it first did.')
  if (isCut) context.note(`There are more: ${restatements.length} are shown. Raise --limit.`)
  return 0
}

function restatementLine(one: RestatementView): string {
  const { recordedTime, outcomeId, predictionId = '', name, from, to } = one
  const id = outcomeId.startsWith('sha256:') ? outcomeId.slice(0, 15) : outcomeId
  return `${recordedTime} ${id} ${predictionId} ${name}: ${from ?? 'none'} -> ${to ?? 'none'}`
}

function formatOf(input: CommandInput): 'parquet' | 'csv' | 'ndjson' {
  const format = input.text('format')
  return format === 'csv' || format === 'ndjson' ? format : 'parquet'
}

/** A time that was given, in the form of the wire. */
function timeOption<K extends string>(input: CommandInput, option: string, key: K) {
  const text = input.text(option)
  if (text === undefined) return {} as { readonly [P in K]?: string }
  const time = parseRfc3339(text)
  if (time === undefined) {
    throw new Problem('usage', `--${option} is ${JSON.stringify(text)}, which is no time.`, {
      hint: 'Write it as 2026-11-21T12:00:00Z.',
    })
  }
  return { [key]: toRfc3339(time) } as { readonly [P in K]?: string }
}
