import { once } from 'node:events'
import { resolve } from 'node:path'
import type { Writable } from 'node:stream'
import type { Backtest } from '@ratchet-ml/protocol'
import type { Command, CommandInput } from '../../platform/cli-kit/types.ts'
import { findBacktest } from './find-backtest.ts'
import { endings, type ReportFormat, reportFormats, reportPieces } from './formats.ts'
import { neededFormat, saveReport } from './save-reports.ts'

const reportCommand: Command = {
  name: 'report',
  summary: 'Write the report of a recorded back-test',
  description:
    'One page of HTML that needs nothing else and may be mailed, every value as CSV, the document\n' +
    'itself as JSON, or Markdown for a pull request. All hold aggregates alone, no row of the data.\n\n' +
    'Without -o the report goes to a file named after the model and the id; -o - is standard output.',
  positionals: [
    { name: 'BACKTEST', help: 'a model, for its newest back-test, or the beginning of an id' },
  ],
  options: {
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
    'ratchet report 3f8a21 --format markdown -o -',
  ],
  run: async (context, input) => {
    const format = formatOf(input)
    const [asked = ''] = input.positionals
    const backtest = await findBacktest(await context.client(), asked)
    const file = input.text('output') ?? fileName(backtest, format)
    if (file === '-') {
      await writePieces(context.stdout, reportPieces(backtest, format))
      return 0
    }
    await saveReport(resolve(context.workingFolder, file), backtest, format)
    const { id, model } = backtest
    context.print(`Wrote ${file}: back-test ${id.slice(0, 19)} of ${model}.`, { file, format, id })
    return 0
  },
}

export const reportCommands: readonly Command[] = [reportCommand]

function formatOf(input: CommandInput): ReportFormat {
  const said = reportFormats.find((format) => format === input.text('format'))
  if (said !== undefined) return said
  const output = input.text('output')
  return output === undefined || output === '-' ? 'html' : neededFormat(output)
}

/** Names of models are anything; names of files are not. */
function fileName({ id, model }: Backtest, format: ReportFormat): string {
  const stem = model.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(0, 80)
  return `${stem}-backtest-${id.slice(7, 19)}${endings[format]}`
}

async function writePieces(stream: Writable, pieces: Iterable<string>): Promise<void> {
  for (const piece of pieces) {
    if (!stream.write(piece)) await once(stream, 'drain')
  }
}
