import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { Problem } from '../../platform/problem.ts'
import { writeDurably } from './durable-file.ts'
import { systemCodeOf } from './filesystem-problem.ts'

/**
 * The form of a data folder that this release reads and writes. 2: the prediction log is in `log`. 3:
 * outcomes are in `outcomes`, what was sealed and read as tables is in `history`, and snapshots of
 * datasets are recorded. Releases before it would not keep what they do not know.
 */
const folderFormat = 3

/** Folders that every data folder of this form has. */
const folders = ['log', 'outcomes', 'history']

const FormatFile = z.object({ format: z.int().positive(), writtenBy: z.string() })

/**
 * What may be in a folder that was being made when its maker ended, and what back-tests that are not
 * recorded keep there.
 */
const beginnings = /^(lock\.db.*|format\.json\.part|log|outcomes|history|backtests|\.gitignore)$/

/**
 * Makes sure that a folder is a data folder of a form that can be read; an empty folder becomes one.
 *
 * @param release such as `0.1.0`
 * @throws Problem `data-folder-newer`, or `data-folder-corrupt` for a folder of something else
 */
export function claimFormat(folder: string, release: string): void {
  const path = join(folder, 'format.json')
  const text = readText(path)
  if (text === undefined) {
    refuseForeign(folder)
    bringUp(folder, release)
    return
  }
  const { format, writtenBy } = parse(path, text)
  if (format > folderFormat) {
    throw new Problem(
      'data-folder-newer',
      `${folder} has format ${format}, written by ${writtenBy}; this release, ${release}, reads up to format ${folderFormat}.`,
      { hint: `Use ${writtenBy} or later.` },
    )
  }
  if (format < folderFormat) bringUp(folder, release)
}

/** Makes what a folder of this form has, then says that it has it; can be repeated. */
function bringUp(folder: string, release: string): void {
  for (const name of folders) mkdirSync(join(folder, name), { recursive: true, mode: 0o700 })
  const file = { format: folderFormat, writtenBy: `ratchet ${release}` }
  writeDurably(join(folder, 'format.json'), `${JSON.stringify(file)}\n`)
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function refuseForeign(folder: string): void {
  const foreign = readdirSync(folder).find((name) => !beginnings.test(name))
  if (foreign === undefined) return
  throw new Problem(
    'data-folder-corrupt',
    `${folder} holds ${foreign} and no format.json: it is not a data folder.`,
    { hint: 'Name an empty or a new folder with --data.' },
  )
}

function parse(path: string, text: string): z.infer<typeof FormatFile> {
  try {
    return FormatFile.parse(JSON.parse(text))
  } catch (error) {
    throw new Problem(
      'data-folder-corrupt',
      `${path} holds ${JSON.stringify(text.slice(0, 80))}; expected {"format":${folderFormat},"writtenBy":"ratchet …"}.`,
      { hint: 'Restore the file from a copy of the folder.', cause: error },
    )
  }
}
