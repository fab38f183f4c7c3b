import { createClient } from '@ratchet-ml/client'
import type { RowFormat } from '@ratchet-ml/scoring'
import type { Command, CommandContext, CommandInput } from '../platform/cli-kit/types.ts'
import { parseNames } from '../platform/name-list.ts'
import { Problem } from '../platform/problem.ts'
import { openSource } from '../registry/index.ts'
import { answerByModel } from './answer-by-model.ts'
import { packageAnswerer } from './local-answerer.ts'
import { remoteAnswerer } from './remote-answerer.ts'
import { runAnswers } from './run-answers.ts'
import type { Answerer, PredictOptions } from './types.ts'

export const predictCommand: Command = {
  name: 'predict',
  summary: 'Answer rows from standard input',
  description:
    'Reads one object a line (NDJSON) or CSV with a header, and writes one answer a line, in order:\n' +
    '{"outputs":{…}}, or CSV columns. A row that is refused gets {"error":…} in its place (empty cells\n' +
    'in CSV); the run goes on and exits 3.',
  positionals: [
    { name: 'SOURCE', help: 'a model file, a package, NAME@VERSION or NAME@ALIAS', optional: true },
  ],
  options: {
    raw: { type: 'flag', help: 'give the margins before the link too' },
    from: { type: 'text', help: 'format of the rows', choices: ['ndjson', 'csv'] },
    to: {
      type: 'text',
      help: 'format of the answers (else as the rows)',
      choices: ['ndjson', 'csv'],
    },
    carry: {
      type: 'text',
      value: 'A,B',
      help: 'fields of the rows that come back with the answers',
    },
    'fail-fast': { type: 'flag', help: 'stop at the first row that is refused' },
    endpoint: { type: 'text', value: 'NAME', help: 'ask a running server instead of SOURCE' },
    server: { type: 'text', value: 'URL', help: 'that server (else the one of the data folder)' },
  },
  examples: [
    'ratchet predict model.txt < rows.csv > predictions.csv',
    'ratchet predict flights@champion --raw --carry id < rows.ndjson',
    'ratchet predict --endpoint flights --server http://127.0.0.1:7300 < rows.ndjson',
  ],
  run: runPredict,
}

async function runPredict(context: CommandContext, input: CommandInput): Promise<number> {
  const options = optionsOf(input)
  const answerer = await answererOf(context, input, options)
  return runAnswers(context, 'predict', {
    contract: answerer.contract,
    from: options.from,
    failFast: options.failFast,
    carry: options.carry,
    open: (from) => answerByModel(answerer, options.to ?? from, options),
  })
}

async function answererOf(
  context: CommandContext,
  input: CommandInput,
  { raw }: PredictOptions,
): Promise<Answerer> {
  const endpoint = input.text('endpoint')
  const [source] = input.positionals
  if (source !== undefined && endpoint === undefined) {
    return packageAnswerer(context, (await openSource(context, source)).package)
  }
  if (source !== undefined || endpoint === undefined) {
    throw new Problem('usage', 'ratchet predict takes either a SOURCE or --endpoint NAME.')
  }
  const said = input.text('server')
  if (said !== undefined && !/^https?:$/.test(URL.parse(said)?.protocol ?? '')) {
    throw new Problem('usage', `--server is "${said}"; it must be a URL.`, {
      hint: 'Such as --server http://127.0.0.1:7300.',
    })
  }
  const url = said ?? (await (await context.client()).status()).url
  if (url === undefined) {
    throw new Problem('server-unreachable', 'No server runs on the data folder.', {
      hint: 'Start one with ratchet serve, or name one with --server URL.',
    })
  }
  return await remoteAnswerer(createClient({ url }), endpoint, raw)
}

function optionsOf(input: CommandInput): PredictOptions {
  const format = (name: string) => input.text(name) as RowFormat | undefined // one of the choices
  return {
    from: format('from'),
    to: format('to'),
    raw: input.flag('raw'),
    carry: parseNames(input.text('carry') ?? '', '--carry').filter((name) => name !== ''),
    failFast: input.flag('fail-fast'),
  }
}
