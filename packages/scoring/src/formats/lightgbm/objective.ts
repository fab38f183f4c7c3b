import type { Task } from '../../contract/types.ts'
import type { Link } from '../../ir/types.ts'
import type { Header } from './header.ts'
import { type Line, refuseLine } from './lines.ts'
import { parseSourceFloat } from './source-float.ts'

/** What an objective means for the answer. */
export interface Objective {
  readonly name: string
  readonly task: Task
  readonly link: Link
  /** Largest distance of the linked answer from LightGBM's, in units in the last place. */
  readonly linkUlp: number
  /** The margins of one row; `undefined` when the objective does not say. */
  readonly margins?: number
  /** The file does not say what the margins mean. */
  readonly isCustom: boolean
}

/** `sigmoid:1 num_class:3 sqrt`: words, and numbers by name. */
interface Words {
  readonly line: Line
  readonly flags: ReadonlySet<string>
  readonly numbers: ReadonlyMap<string, number>
}

type Rule = (words: Words, header: Header) => Omit<Objective, 'name' | 'isCustom'>

const value =
  (link: Link, linkUlp: number, task: Task = 'regression'): Rule =>
  () => ({
    task,
    link,
    linkUlp,
    margins: 1,
  })

/** l2 and its kin: with the word `sqrt` the trees learned sign(y) * sqrt(|y|). */
const squared: Rule = ({ flags }) => ({
  task: 'regression',
  link: { kind: flags.has('sqrt') ? 'signedSquare' : 'identity' },
  linkUlp: 0,
  margins: 1,
})

const exponential = value({ kind: 'exp' }, 2)
const plain = value({ kind: 'identity' }, 0)
const ranking = value({ kind: 'identity' }, 0, 'ranking')

const binary: Rule = (words) => ({
  task: 'binary',
  link: { kind: 'sigmoid', alpha: sigmoidOf(words) },
  linkUlp: 2,
  margins: 1,
})

const softmax: Rule = (words, header) => ({
  task: 'multiclass',
  link: { kind: 'softmax' },
  linkUlp: 4,
  margins: classesOf(words, header),
})

const oneVersusAll: Rule = (words, header) => ({
  task: 'multiclass',
  link: { kind: 'sigmoidEach', alpha: sigmoidOf(words) },
  linkUlp: 2,
  margins: classesOf(words, header),
})

/** Objectives by every name that LightGBM takes for them, with the words each may carry. */
const rules: readonly (readonly [names: string, words: string, rule: Rule])[] = [
  ['regression regression_l2 l2 mean_squared_error mse l2_root rmse', 'sqrt', squared],
  ['root_mean_squared_error', 'sqrt', squared],
  ['regression_l1 l1 mean_absolute_error mae', 'sqrt', squared],
  ['fair quantile mape mean_absolute_percentage_error', 'sqrt', squared],
  ['huber', '', plain],
  ['poisson gamma tweedie', '', exponential],
  ['binary', 'sigmoid', binary],
  ['multiclass softmax', 'num_class', softmax],
  ['multiclassova multiclass_ova ova ovr', 'num_class sigmoid', oneVersusAll],
  ['cross_entropy xentropy', '', value({ kind: 'sigmoid', alpha: 1 }, 2)],
  ['cross_entropy_lambda xentlambda', '', value({ kind: 'log1pExp' }, 2)],
  ['lambdarank rank_xendcg xendcg xe_ndcg xe_ndcg_mart xendcg_mart', '', ranking],
]

const customNames: readonly string[] = ['custom', 'none', 'null', 'na']

/** Reads the `objective=` line. @throws Refusal `model-unsupported` for an unknown one */
export function readObjective(header: Header): Objective {
  const [name = '', ...rest] = header.objective?.text.split(' ').filter((w) => w !== '') ?? []
  if (header.objective === undefined || customNames.includes(name)) return customObjective
  const { line } = header.objective
  const found = rules.find(([names]) => name !== '' && names.split(' ').includes(name))
  if (found === undefined) {
    const expected = `one of ${rules.map(([names]) => names.split(' ')[0]).join(', ')}`
    throw refuseLine(line, 'objective', { found: name, expected }, 'model-unsupported')
  }
  const [, allowed, rule] = found
  return { name, isCustom: false, ...rule(readWords(line, rest, allowed.split(' ')), header) }
}

const customObjective: Objective = {
  name: 'custom',
  isCustom: true,
  task: 'regression',
  link: { kind: 'identity' },
  linkUlp: 0,
}

function readWords(line: Line, words: readonly string[], allowed: readonly string[]): Words {
  const flags = new Set<string>()
  const numbers = new Map<string, number>()
  for (const word of words) {
    const [key = '', text] = word.split(':')
    if (!allowed.includes(key)) {
      const expected = allowed.join(' ') === '' ? 'no parameter' : allowed.join(' or ')
      throw refuseLine(line, 'objective', { found: word, expected }, 'model-unsupported')
    }
    if (text === undefined) flags.add(key)
    else numbers.set(key, parseSourceFloat(text))
  }
  return { line, flags, numbers }
}

function sigmoidOf({ line, numbers }: Words): number {
  const alpha = numbers.get('sigmoid') ?? Number.NaN
  if (alpha > 0 && Number.isFinite(alpha)) return alpha
  throw refuseLine(line, 'objective', { found: `sigmoid ${alpha}`, expected: 'sigmoid above 0' })
}

function classesOf({ line, numbers }: Words, header: Header): number {
  const classes = numbers.get('num_class') ?? Number.NaN
  if (classes === header.classCount && classes >= 2) return classes
  throw refuseLine(line, 'objective', {
    found: `num_class ${classes}`,
    expected: `${Math.max(2, header.classCount)}, as the header says, and at least 2`,
  })
}
