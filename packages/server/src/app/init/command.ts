import { access, writeFile } from 'node:fs/promises'
import { basename, join, relative, resolve } from 'node:path'
import type { Contract } from '@ratchet-ml/scoring'
import { stringify } from 'yaml'
import { openDataset } from '../../datasets/index.ts'
import type { Command, CommandContext, CommandInput } from '../../platform/cli-kit/types.ts'
import { Problem } from '../../platform/problem.ts'
import { parseProject } from '../../platform/project.ts'
import { openSource } from '../../registry/index.ts'
import { type Guess, type GuessedProject, guessProject } from './guess-project.ts'
import { possibleLabels } from './possible-labels.ts'

export const initCommand: Command = {
  name: 'init',
  summary: 'Write a ratchet.yaml from a model file and a sample of data',
  description:
    'Reads the model and the names and types of the columns, writes ratchet.yaml into the working\n' +
    'folder, and says what it guessed, why, and what it could not guess.',
  positionals: [
    { name: 'MODEL', help: 'a model file or a package' },
    { name: 'DATA', help: 'a sample of data: Parquet, CSV or NDJSON', optional: true },
  ],
  options: {
    name: { type: 'text', value: 'NAME', help: 'name of the model (else the name of its file)' },
    force: { type: 'flag', help: 'replace a ratchet.yaml that is there' },
  },
  examples: ['ratchet init model.txt train.csv', 'ratchet init model.txt --name flights'],
  run: runInit,
}

async function runInit(context: CommandContext, input: CommandInput): Promise<number> {
  const [model = '', data] = input.positionals
  const file = join(context.workingFolder, 'ratchet.yaml')
  if (!input.flag('force') && (await exists(file))) {
    throw new Problem('file-exists', `${file} exists already.`, {
      hint: 'Edit it, or give --force to replace it.',
    })
  }
  const opened = await openSource(context, model)
  const guessed = guessProject({
    name: input.text('name') ?? nameOf(model),
    owner: context.user,
    source: fromHere(context, model),
    contract: opened.package.contract,
    ...(data === undefined ? {} : { data: await sampleOf(context, data, opened.package.contract) }),
  })
  const text = textOf(guessed)
  parseProject(text, file) // what is written can be read
  await writeFile(file, text)
  context.print(describe(file, guessed.guesses), { file, guesses: guessed.guesses })
  return 0
}

async function sampleOf(context: CommandContext, data: string, contract: Contract) {
  const folder = context.workingFolder
  const dataset = await openDataset({ name: 'sample', config: { files: data }, folder })
  try {
    const { columns } = dataset
    const labels = await possibleLabels(dataset, contract)
    return { file: fromHere(context, data), columns, possibleLabels: labels }
  } finally {
    await dataset.close()
  }
}

function textOf({ config, guesses }: GuessedProject): string {
  const open = guesses.filter(({ value }) => value === undefined)
  const remarks = open.map(({ key, because }) => `# Still to be said: ${key} (${because})`)
  const head =
    '# What Ratchet needs to know of this project; docs/reference/ratchet-yaml.md has it all.'
  return `${[head, ...remarks].join('\n')}\n${stringify(config)}`
}

function describe(file: string, guesses: readonly Guess[]): string {
  const lines = guesses.map(({ key, value, because }) =>
    value === undefined ? `  ? ${key}: ${because}` : `  ${key} = ${value}: ${because}`,
  )
  return [`Wrote ${file}. What was guessed, and what is still to be said (?):`, ...lines].join('\n')
}

function fromHere(context: CommandContext, path: string): string {
  return relative(context.workingFolder, resolve(context.workingFolder, path))
}

/** `models/flights-january.txt` is probably `flights-january`. */
function nameOf(path: string): string {
  const stem = basename(path).replace(/(\.[a-z0-9]+)+$/i, '')
  return (
    stem.replaceAll(/[^a-z0-9._-]+/gi, '-').replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/gi, '') || 'model'
  )
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}
