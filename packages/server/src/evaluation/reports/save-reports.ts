import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Backtest } from '@ratchet-ml/protocol'
import type {
  CommandContext,
  CommandInput,
  OptionDefinition,
} from '../../platform/cli-kit/types.ts'
import { Problem } from '../../platform/problem.ts'
import { endings, formatOfFile, type ReportFormat, reportFormats, reportPieces } from './formats.ts'

/** Options of commands that make a back-test, for keeping what came out. */
export const reportOptions = {
  output: {
    type: 'text',
    short: 'o',
    value: 'FILE',
    help: 'write the result as .html, .csv, .json or .md',
    repeated: true,
  },
  report: { type: 'text', value: 'DIR', help: 'write it in all of these formats' },
} as const satisfies Record<string, OptionDefinition>

/**
 * What `-o` and `--report` ask for, looked at before anything takes long.
 *
 * @throws Problem `usage` for a file whose ending says no format
 */
export function reportsToSave(
  { workingFolder }: Pick<CommandContext, 'workingFolder'>,
  input: CommandInput,
): (backtest: Backtest) => Promise<readonly string[]> {
  const files = input.texts('output').map((file) => ({
    path: resolve(workingFolder, file),
    format: neededFormat(file),
  }))
  const folder = input.text('report')
  const all =
    folder === undefined
      ? []
      : reportFormats.map((format) => ({
          path: join(resolve(workingFolder, folder), `backtest${endings[format]}`),
          format,
        }))
  return async (backtest) => {
    const wanted = [...files, ...all]
    for (const { path, format } of wanted) await saveReport(path, backtest, format)
    return wanted.map(({ path }) => path)
  }
}

/** @throws Problem `usage` where the file cannot be written */
export async function saveReport(
  path: string,
  backtest: Backtest,
  format: ReportFormat,
): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, reportPieces(backtest, format))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Problem('usage', `${path} cannot be written: ${why}.`, { cause })
  }
}

/** @throws Problem `usage` */
export function neededFormat(file: string): ReportFormat {
  const format = formatOfFile(file)
  if (format !== undefined) return format
  const expected = Object.values(endings).join(', ')
  throw new Problem('usage', `-o: found ${JSON.stringify(file)}, expected a name in ${expected}.`)
}
