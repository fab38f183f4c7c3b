import { createExplainer, type Package, Refusal, type RowFormat } from '@ratchet-ml/scoring'
import type { Command, CommandContext, CommandInput } from '../platform/cli-kit/types.ts'
import { parseNames } from '../platform/name-list.ts'
import { Problem, problemOfRefusal } from '../platform/problem.ts'
import { openSource } from '../registry/index.ts'
import { explainByModel } from './explanation-writer.ts'
import { runAnswers } from './run-answers.ts'

export const explainCommand: Command = {
  name: 'explain',
  summary: 'Say how much each feature added to the answers',
  description:
    'Reads rows as predict does, and writes one line of JSON a row, in order:\n' +
    '{"contributions":{…},"base":…,"raw":…}. Base and contributions add up to the margin raw. Trees get\n' +
    'exact Shapley values, linear models weight times value. Of several classes or targets, the line\n' +
    'holds {"margins":[…]}, one such object each. A row that is refused gets {"error":…} in its place;\n' +
    'the run goes on and exits 3.',
  positionals: [{ name: 'SOURCE', help: 'a model file, a package, NAME@VERSION or NAME@ALIAS' }],
  options: {
    from: { type: 'text', help: 'format of the rows', choices: ['ndjson', 'csv'] },
    top: {
      type: 'integer',
      value: 'K',
      help: 'only the K largest contributions, the rest added up as "others"',
    },
    carry: {
      type: 'text',
      value: 'A,B',
      help: 'fields of the rows that come back with the explanations',
    },
    'fail-fast': { type: 'flag', help: 'stop at the first row that is refused' },
  },
  examples: [
    'ratchet explain model.txt < rows.csv',
    'ratchet explain flights@champion --top 5 --carry id < rows.ndjson',
  ],
  run: runExplain,
}

async function runExplain(context: CommandContext, input: CommandInput): Promise<number> {
  const [source = ''] = input.positionals
  const top = input.number('top')
  if (top !== undefined && top < 1) {
    throw new Problem('usage', `--top: found ${top}, expected a whole number above 0.`)
  }
  const pkg = (await openSource(context, source)).package
  const explainer = openExplainer(pkg, source)
  const carry = parseNames(input.text('carry') ?? '', '--carry').filter((name) => name !== '')
  return runAnswers(context, 'explain', {
    contract: pkg.contract,
    from: input.text('from') as RowFormat | undefined, // one of the choices
    failFast: input.flag('fail-fast'),
    carry,
    open: () => explainByModel(explainer, pkg.contract, { carry, top }),
  })
}

function openExplainer({ program, coefficients, contract }: Package, source: string) {
  try {
    return createExplainer(program, coefficients, contract)
  } catch (error) {
    throw error instanceof Refusal ? problemOfRefusal(error, source) : error
  }
}
