import { resolve } from 'node:path'
import type { Command } from '../../platform/cli-kit/types.ts'
import { describePackage, summariseFields } from '../describe-package.ts'
import { openSource } from '../source.ts'
import { writePackage } from '../write-package.ts'

export const importCommand: Command = {
  name: 'import',
  summary: 'Turn a model file into a package',
  description:
    'Reads a model file, proves that its answers are reproduced, and writes a package: one file\n' +
    'where the name ends in .ratchet, else a folder. A pickle is never opened.',
  positionals: [{ name: 'SOURCE', help: 'a model file, a package, or NAME@VERSION' }],
  options: {
    output: {
      type: 'text',
      short: 'o',
      value: 'PATH',
      help: 'where the package goes (else NAME.ratchet in the working folder)',
    },
    force: { type: 'flag', help: 'replace what is there' },
    'best-iteration': {
      type: 'flag',
      help: 'take the trees up to the best iteration that an XGBoost file names, not all',
    },
  },
  examples: [
    'ratchet import model.txt',
    'ratchet import model.txt -o packages/flights',
    'ratchet import xgboost.json --best-iteration',
  ],
  run: async (context, input) => {
    const [text = ''] = input.positionals
    const source = await openSource(context, text, {
      bestIteration: input.flag('best-iteration'),
    })
    const named = input.text('output') ?? `${source.name}.ratchet`
    const path = resolve(context.workingFolder, named)
    await writePackage(source.package, path, { overwrite: input.flag('force') })
    for (const note of source.notes) context.note(note.text)
    const { contract, digest } = source.package
    const human = [
      `Wrote ${path}`,
      `${contract.task} model from ${source.format}, ${summariseFields(contract)}`,
      digest,
    ]
    context.print(human.join('\n'), { path, ...describePackage(source) })
    return 0
  },
}
