import { once } from 'node:events'
import { resolve } from 'node:path'
import type { Writable } from 'node:stream'
import type { Client } from '@ratchet-ml/client'
import type { Command, CommandInput } from '../../platform/cli-kit/types.ts'
import { findRecorded } from './find-recorded.ts'
import { checkPieces, endings, type ReportFormat, reportFormats, reportPieces } from './formats.ts'
import { neededFormat, savePieces } from './save-reports.ts'
import { backtestShelf, checkShelf } from './shelves.ts'

const reportCommand: Command = {
  name: 'report',
  summary: 'Write the report of a recorded back-test or check',
  description:
    'One page of HTML that needs nothing else and may be mailed, every value as CSV, the document\n' +
    'itself as JSON, or Markdown for a pull request. All hold aggregates alone, no row of the data.\n\n' +
    'Without -o the report goes to a file named after the model and the id; -o - is standard output.',
  positionals: [
    { name: 'BACKTEST', help: 'a model, for its newest back-test, or the beginning of an id' },
  ],
  options: {
    check: { type: 'flag', help: 'of a check, not of a back-test' },
    output: {
      type: 'text',
      short: 'o',
      value: 'FILE',
      help: 'where to; its ending says the format',
    },
    format: { type: 'text', value: 'FORMAT', help: 'else html', choices: reportFormats },
  },
  examples: [
    'ratchet report flights',
    'ratchet report flights -o flights.csv',
    'ratchet report flights --check -o check.html',
    'ratchet report 3f8a21 --format markdown -o -',
  ],
  run: async (context, input) => {
    const format = formatOf(input)
    const [asked = ''] = input.positionals
    const find = input.flag('check') ? findCheck : findBacktest
    const { id, model, kind, pieces } = await find(await context.client(), asked, format)
    const file = input.text('output') ?? fileName(`${model}-${kind}`, id, format)
    if (file === '-') {
      await writePieces(context.stdout, pieces)
      return 0
    }
    await savePieces(resolve(context.workingFolder, file), pieces)
    context.print(`Wrote ${file}: ${kind} ${id.slice(0, 19)} of ${model}.`, { file, format, id })
    return 0
  },
}

export const reportCommands: readonly Command[] = [reportCommand]

async function findBacktest(client: Client, asked: string, format: ReportFormat) {
  const backtest = await findRecorded(backtestShelf(client), asked)
  const { id, model } = backtest
  return { id, model, kind: 'backtest', pieces: reportPieces(backtest, format) }
}

async function findCheck(client: Client, asked: string, format: ReportFormat) {
  const check = await findRecorded(checkShelf(client), asked)
  const { id, model } = check
  return { id, model, kind: 'check', pieces: checkPieces(check, format) }
}

function formatOf(input: CommandInput): ReportFormat {
  const said = reportFormats.find((format) => format === input.text('format'))
  if (said !== undefined) return said
  const output = input.text('output')
  return output === undefined || output === '-' ? 'html' : neededFormat(output)
}

/** Names of models are anything; names of files are not. */
function fileName(name: string, id: string, format: ReportFormat): string {
  const stem = name.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(0, 80)
  return `${stem}-${id.slice(7, 19)}${endings[format]}`
}

async function writePieces(stream: Writable, pieces: Iterable<string>): Promise<void> {
  for (const piece of pieces) {
    if (!stream.write(piece)) await once(stream, 'drain')
  }
}
