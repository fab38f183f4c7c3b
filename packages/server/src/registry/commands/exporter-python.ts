import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from '../../platform/cli-kit/types.ts'

export const exporterPythonCommand: Command = {
  name: 'exporter python',
  summary: 'Print the program that exports scikit-learn estimators',
  description:
    'One file that needs numpy and what trained the model. Where the model was trained it writes the\n' +
    'fitted numbers of an estimator, and rows with its own answers, to a file that ratchet import reads:\n\n' +
    '  python ratchet_export.py model.joblib -o model.zip --sample X.csv',
  positionals: [],
  options: {},
  examples: ['ratchet exporter python > ratchet_export.py'],
  run: async (context) => {
    const source = readExporter()
    context.print(source.trimEnd(), { source })
    return 0
  },
}

/** The parts of the exporter, one after the other. */
export function readExporter(): string {
  const folder = exporterFolder()
  const parts = readdirSync(folder).filter((file) => file.endsWith('.py'))
  return parts
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').trimEnd())
    .join('\n\n\n')
    .concat('\n')
}

/** Beside the built server, or in a checkout. */
function exporterFolder(): string {
  const here = import.meta.dirname
  const candidates = [
    join(here, '..', 'exporter'), // dist/chunks and dist/exporter
    join(here, '..', '..', '..', '..', '..', 'clients', 'python', 'exporter'),
  ]
  const found = candidates.find((folder) => existsSync(folder))
  if (found === undefined) throw new Error(`There is no exporter in ${candidates.join(' or ')}.`)
  return found
}
