import { readFile, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { OutcomeRows } from '@ratchet-ml/client'
import { ServerProblem } from '@ratchet-ml/client'
import type { OutcomeReceipt } from '@ratchet-ml/protocol'
import type { Command, CommandContext, CommandInput } from '../../platform/cli-kit/types.ts'
import { Problem } from '../../platform/problem.ts'
import { type FilePart, partsOfLines, partsOfTable } from './files/file-parts.ts'
import { parseChoice } from './name-members.ts'
import type { OutcomeForm } from './types.ts'

const outcomeAddCommand: Command = {
  name: 'outcome add',
  summary: 'Report what happened to predictions, from a file',
  description:
    'A row names its prediction by predictionId, or by endpoint, unit and time, and says what happened in\n' +
    'value, with a name (label unless told), an eventTime, and an id and a revision of its own if it has\n' +
    'any. Columns may stand in any order. Rows that cannot be taken are told in a quarantine file, the\n' +
    'others are taken, and the command exits 3. It may be run again: what is there already counts once.',
  positionals: [{ name: 'FILE', help: 'CSV with a header, NDJSON, JSON or Parquet' }],
  options: {
    format: {
      type: 'text',
      help: 'format of the file (else by its ending)',
      choices: ['csv', 'ndjson', 'json', 'parquet'],
    },
    endpoint: { type: 'text', value: 'NAME', help: 'endpoint of rows that do not say' },
    name: { type: 'text', value: 'NAME', help: 'name of the outcomes of rows that do not say' },
    columns: {
      type: 'text',
      value: 'MEMBER=COLUMN,…',
      help: 'what the columns are called, such as value=sold,predictionId=pid',
    },
    ignore: { type: 'text', value: 'A,B', help: 'columns that are left out' },
  },
  examples: [
    'ratchet outcome add arrivals.csv',
    'ratchet outcome add may.parquet --endpoint flights --columns value=late,unit=plane --ignore city',
  ],
  run: addOutcomes,
}

export const outcomeCommands: readonly Command[] = [outcomeAddCommand]

/** What became of a file so far. */
interface Sum {
  accepted: number
  quarantined: number
  readonly refused: OutcomeReceipt['refused']
  quarantine: string | undefined
}

async function addOutcomes(context: CommandContext, input: CommandInput): Promise<number> {
  const [file = ''] = input.positionals
  const form = formOf(file, input.text('format'))
  const sum: Sum = { accepted: 0, quarantined: 0, refused: [], quarantine: undefined }
  try {
    if (form === 'json') await sendJson(context, input, file, sum)
    else await sendParts(context, input, file, form, sum)
  } catch (problem) {
    if (sum.accepted > 0 && (problem instanceof Problem || problem instanceof ServerProblem)) {
      context.note(
        `${count(sum.accepted, 'outcome')} had been taken before. What is there counts once: run it again.`,
      )
    }
    throw problem
  }
  const folder = await context.dataFolder()
  context.print(describe(file, sum, folder), { file, ...sum })
  if (context.signal.aborted) return 130
  return sum.quarantined > 0 ? 3 : 0
}

const endings: Readonly<Record<string, OutcomeForm>> = {
  csv: 'csv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  json: 'json',
  parquet: 'parquet',
}

function formOf(file: string, said: string | undefined): OutcomeForm {
  const ending = /\.([^./\\]+)$/.exec(file)?.[1]?.toLowerCase() ?? ''
  const form = endings[said ?? ending]
  if (form !== undefined) return form
  throw new Problem('usage', `The ending of ${file} does not tell its format.`, {
    hint: 'Say it with --format csv, ndjson, json or parquet.',
  })
}

const mostJsonBytes = 4 << 20

async function sendJson(context: CommandContext, input: CommandInput, file: string, sum: Sum) {
  const path = resolve(context.workingFolder, file)
  const size = await stat(path).then(
    (found) => found.size,
    () => undefined,
  )
  if (size === undefined) throw new Problem('file-not-found', `There is no file ${file}.`)
  if (size > mostJsonBytes) {
    throw new Problem(
      'body-too-large',
      `${file} has ${size} bytes; JSON may have ${mostJsonBytes}.`,
      {
        hint: 'Write one object a line, and call it .ndjson.',
      },
    )
  }
  const client = await context.client()
  add(sum, await client.addOutcomeRows(await readFile(path), { form: 'json', ...saidOf(input) }))
}

/** Parts that are on their way while the next one is read. */
const mostUnderWay = 2

async function sendParts(
  context: CommandContext,
  input: CommandInput,
  file: string,
  form: 'csv' | 'ndjson' | 'parquet',
  sum: Sum,
): Promise<void> {
  const client = await context.client()
  const said = saidOf(input)
  const about = { source: basename(file).slice(0, 200), run: runOf(context) }
  const progress = context.progress('outcome add', 'outcomes')
  const underWay: Promise<void>[] = []
  const send = async ({ bytes, share, ...part }: FilePart) => {
    // A table is sent as lines whose columns have been named already.
    const { columns: _columns, ignore: _ignore, ...named } = said
    const rows = form === 'parquet' ? named : said
    add(sum, await client.addOutcomeRows(bytes, { ...rows, ...about, ...part }))
    progress.update(sum.accepted + sum.quarantined, share)
  }
  try {
    for await (const part of partsOf(context, input, file, form)) {
      if (context.signal.aborted) break
      if (isHopeless(sum)) {
        context.note('None of the first rows could be taken, so the others were not tried.')
        break
      }
      const sent = send(part)
      sent.catch(() => {}) // told when its turn comes
      underWay.push(sent)
      if (underWay.length >= mostUnderWay) await underWay.shift()
    }
    await Promise.all(underWay)
  } finally {
    await Promise.allSettled(underWay)
    progress.end()
  }
}

/** A file of something else, or with other columns, would only fill the quarantine. */
function isHopeless({ accepted, quarantined }: Sum): boolean {
  return accepted === 0 && quarantined >= 10_000
}

function partsOf(
  context: CommandContext,
  input: CommandInput,
  file: string,
  form: 'csv' | 'ndjson' | 'parquet',
): AsyncIterable<FilePart> {
  const path = resolve(context.workingFolder, file)
  if (form !== 'parquet') return partsOfLines(path, file, form)
  return partsOfTable(path, file, parseChoice(input.text('columns'), input.text('ignore')))
}

function saidOf(input: CommandInput): Omit<OutcomeRows, 'form'> {
  const said = ['endpoint', 'name', 'columns', 'ignore'].flatMap((option) => {
    const value = input.text(option)
    return value === undefined ? [] : [[option, value]]
  })
  return Object.fromEntries(said)
}

/** Such as `20261121T140000123Z`: files sort by it. */
function runOf({ clock }: CommandContext): string {
  return new Date(clock.now() / 1000).toISOString().replaceAll(/[-:.]/g, '')
}

const mostTold = 100

function add(sum: Sum, { accepted, quarantined, refused, quarantine }: OutcomeReceipt): void {
  sum.accepted += accepted
  sum.quarantined += quarantined
  sum.refused.push(...refused.slice(0, mostTold - sum.refused.length))
  sum.quarantine ??= quarantine
}

const mostShown = 10

function describe(file: string, sum: Sum, folder: string | undefined): string {
  const taken = `Took ${count(sum.accepted, 'outcome')} of ${file}.`
  if (sum.quarantined === 0) return taken
  const rows = sum.refused.slice(0, mostShown).map(({ line, row, detail }) => {
    return `  ${line === undefined ? `row ${row}` : `line ${line}`}, ${detail}`
  })
  const more = sum.quarantined - rows.length
  const rest = more > 0 ? [`  and ${count(more, 'more')}`] : []
  const path = sum.quarantine === undefined ? '' : join(folder ?? '', sum.quarantine)
  return [
    taken,
    `${count(sum.quarantined, 'row')} could not be taken:`,
    ...rows,
    ...rest,
    `${sum.quarantined === 1 ? 'It is' : 'All of them are'} told in ${path}.`,
  ].join('\n')
}

function count(number: number, what: 'outcome' | 'row' | 'more'): string {
  const shown = number.toLocaleString('en-US')
  return number === 1 || what === 'more' ? `${shown} ${what}` : `${shown} ${what}s`
}
