import { resolve } from 'node:path'
import type { Package } from '@ratchet-ml/scoring'
import type { Command, CommandContext, CommandInput } from '../../platform/cli-kit/types.ts'
import { describePackage, summariseFields } from '../describe-package.ts'
import { openSource } from '../source.ts'
import { writePackage } from '../write-package.ts'
import { graphOptionsOf } from './graph-options.ts'
import { applyExpected, applySample } from './verification-files.ts'

export const importCommand: Command = {
  name: 'import',
  summary: 'Turn a model file into a package',
  description:
    'Reads a model file, proves that its answers are reproduced, and writes a package: one file\n' +
    'where the name ends in .ratchet, else a folder. A pickle is never opened.\n\n' +
    '--expected compares the answers of the source library with ours, and refuses the import at the\n' +
    'first that differs: {"inputs":{…},"raw":[…],"outputs":{…}} a line, or CSV columns. Those to rows that\n' +
    'ratchet verify --rows-to wrote become part of the package; other rows are compared and not kept.',
  positionals: [{ name: 'SOURCE', help: 'a model file, a package, or NAME@VERSION' }],
  options: {
    output: {
      type: 'text',
      short: 'o',
      value: 'PATH',
      help: 'where the package goes (else NAME.ratchet in the working folder)',
    },
    expected: {
      type: 'text',
      value: 'FILE',
      help: 'rows with the answers of the library that made the model (NDJSON, CSV)',
    },
    sample: {
      type: 'text',
      value: 'FILE',
      help: 'rows to shuffle into verification rows (NDJSON, CSV); none is kept',
    },
    force: { type: 'flag', help: 'replace what is there' },
    'best-iteration': {
      type: 'flag',
      help: 'take the trees up to the best iteration that an XGBoost file names, not all',
    },
    opaque: { type: 'flag', help: 'have an engine answer an ONNX file, whatever is in it' },
    task: {
      type: 'text',
      help: 'what the numbers of an ONNX file that an engine answers are',
      choices: ['classification', 'regression'],
    },
    classes: {
      type: 'text',
      value: 'A,B',
      help: 'names of its classes, in the order of its output; quoted as in CSV where they hold commas',
    },
    link: {
      type: 'text',
      help: 'what makes probabilities of its numbers',
      choices: ['none', 'softmax', 'sigmoid'],
    },
    shape: {
      type: 'text',
      value: 'NAME=AxB',
      help: 'shape of one row of a tensor whose sizes it leaves open',
      repeated: true,
    },
    answer: { type: 'text', value: 'NAME', help: 'which of its outputs is the answer' },
  },
  examples: [
    'ratchet import model.txt',
    'ratchet import model.txt -o packages/flights',
    'ratchet import model.txt --expected expected.ndjson',
    'ratchet import xgboost.json --best-iteration',
    'ratchet import cnn.onnx --task classification --classes cat,dog,bird',
    'ratchet import any-size.onnx --shape image=3x32x32',
  ],
  run: async (context, input) => {
    const [text = ''] = input.positionals
    const opened = await openSource(context, text, {
      bestIteration: input.flag('best-iteration'),
      opaque: input.flag('opaque'),
      graph: graphOptionsOf(input),
    })
    const { package: pkg, said, counts } = await proved(context, input, opened.package)
    const source = { ...opened, package: pkg }
    const named = input.text('output') ?? `${source.name}.ratchet`
    const path = resolve(context.workingFolder, named)
    await writePackage(source.package, path, { overwrite: input.flag('force') })
    for (const note of source.notes) context.note(note.text)
    const { contract, digest } = source.package
    const human = [
      `Wrote ${path}`,
      `${contract.task} model from ${source.format}, ${summariseFields(contract)}`,
      digest,
      ...said,
    ]
    context.print(human.join('\n'), { path, ...describePackage(source), ...counts })
    return 0
  },
}

/** The package with verification rows of a sample, and with the answers of the source library. */
async function proved(context: CommandContext, input: CommandInput, pkg: Package) {
  const [sample, expected] = [input.text('sample'), input.text('expected')]
  const start = context.startEngine
  const pathOf = (file: string) => resolve(context.workingFolder, file)
  const sampled = sample === undefined ? pkg : await applySample(pkg, pathOf(sample), start)
  if (expected === undefined) return { package: sampled, said: [], counts: {} }
  const { package: made, compared, kept } = await applyExpected(sampled, pathOf(expected), start)
  const said = `All ${compared} answers of the source library agree; ${kept} of the rows are verification rows`
  if (kept === 0) {
    context.note(
      'No row of the file is a verification row, so the package keeps none of these answers. ratchet verify SOURCE --rows-to FILE writes rows that it can keep.',
    )
  }
  return { package: made, said: [said], counts: { expected: { compared, kept } } }
}
