import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Backtest, Check } from '@ratchet-ml/protocol'
import type {
  CommandContext,
  CommandInput,
  OptionDefinition,
} from '../../platform/cli-kit/types.ts'
import { Problem } from '../../platform/problem.ts'
import {
  checkPieces,
  endings,
  formatOfFile,
  type ReportFormat,
  reportFormats,
  reportPieces,
} from './formats.ts'

/** Options of commands that make a back-test or a check, for keeping what came out. */
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

/** Writes what was asked for, and says the files. */
export type SaveReports<T> = (document: T) => Promise<readonly string[]>

type Place = Pick<CommandContext, 'workingFolder'>
type Pieces<T> = (document: T, format: ReportFormat) => Iterable<string>

/**
 * What `-o` and `--report` ask for of a back-test, looked at before anything takes long.
 *
 * @throws Problem `usage` for a file whose ending says no format
 */
export function reportsToSave(place: Place, input: CommandInput): SaveReports<Backtest> {
  return filesToSave(place, input, 'backtest', reportPieces)
}

/** The same of a check. */
export function checkReportsToSave(place: Place, input: CommandInput): SaveReports<Check> {
  return filesToSave(place, input, 'check', checkPieces)
}

function filesToSave<T>(
  { workingFolder }: Place,
  input: CommandInput,
  stem: string,
  pieces: Pieces<T>,
): SaveReports<T> {
  const files = input.texts('output').map((file) => ({
    path: resolve(workingFolder, file),
    format: neededFormat(file),
  }))
  const folder = input.text('report')
  const all =
    folder === undefined
      ? []
      : reportFormats.map((format) => ({
          path: join(resolve(workingFolder, folder), `${stem}${endings[format]}`),
          format,
        }))
  return async (document) => {
    const wanted = [...files, ...all]
    for (const { path, format } of wanted) await savePieces(path, pieces(document, format))
    return wanted.map(({ path }) => path)
  }
}

/** @throws Problem `usage` where the file cannot be written */
export async function savePieces(path: string, pieces: Iterable<string>): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, pieces)
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
