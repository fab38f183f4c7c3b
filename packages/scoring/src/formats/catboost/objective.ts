import type { Task } from '../../contract/types.ts'
import type { Link } from '../../ir/types.ts'
import { refuseAt } from '../refuse-at.ts'
import type { Section } from './section.ts'

/** What a loss means for the answer. */
export interface Objective {
  readonly name: string
  readonly task: Task
  readonly link: Link
  /** Largest distance of the linked answer from CatBoost's, in units in the last place. */
  readonly linkUlp: number
  /** A mean, and the logarithm of a deviation that is answered as a variance. */
  readonly hasVariance?: boolean
}

type Rule = Omit<Objective, 'name'>

const plain: Rule = { task: 'regression', link: { kind: 'identity' }, linkUlp: 0 }
const exponential: Rule = { task: 'regression', link: { kind: 'exp' }, linkUlp: 2 }
const ranking: Rule = { ...plain, task: 'ranking' }
const sigmoid: Rule = { task: 'binary', link: { kind: 'sigmoid', alpha: 1 }, linkUlp: 2 }
const each: Link = { kind: 'sigmoidEach', alpha: 1 }

/** Losses of CatBoost by the names under which files have them. */
const rules: Readonly<Record<string, Rule>> = {
  Logloss: sigmoid,
  CrossEntropy: sigmoid,
  Focal: sigmoid,
  MultiClass: { task: 'multiclass', link: { kind: 'softmax' }, linkUlp: 8 },
  MultiClassOneVsAll: { task: 'multiclass', link: each, linkUlp: 2 },
  MultiLogloss: { task: 'regression', link: each, linkUlp: 2 },
  MultiCrossEntropy: { task: 'regression', link: each, linkUlp: 2 },
  ...named(plain, 'RMSE MAE Quantile MultiQuantile Expectile Lq Huber MAPE LogCosh MultiRMSE'),
  ...named(plain, 'MultiRMSEWithMissingValues LogLinQuantile SurvivalAft Cox'),
  ...named(exponential, 'Poisson Tweedie'),
  RMSEWithUncertainty: { ...plain, hasVariance: true, linkUlp: 8 },
  ...named(
    ranking,
    'PairLogit PairLogitPairwise YetiRank YetiRankPairwise QueryRMSE GroupQuantile',
  ),
  ...named(ranking, 'QuerySoftMax QueryCrossEntropy StochasticFilter StochasticRank LambdaMart'),
}

function named(rule: Rule, names: string): Record<string, Rule> {
  return Object.fromEntries(names.split(' ').map((name) => [name, rule]))
}

/** @throws Refusal `model-unsupported` for an unknown loss, `model-corrupt` for wrong counts */
export function readObjective(info: Section, slots: number): Objective {
  const loss = info.section('params').section('loss_function')
  const name = loss.text('type')
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
  if (rule === undefined) {
    const expected = `one of ${Object.keys(rules).join(', ')}`
    throw loss.refuse('type', { found: name, expected }, 'model-unsupported')
  }
  const expected = slotsOf(rule)
  if (expected === undefined || expected === slots) return { name, ...rule }
  if (expected === 'several' && slots > 1) return { name, ...rule }
  const detail = { found: `${name} with ${slots} numbers a row`, expected: String(expected) }
  throw refuseAt('/scale_and_bias', detail)
}

/** How many margins a loss has, where it says. */
function slotsOf({ task, hasVariance }: Rule): number | 'several' | undefined {
  if (hasVariance === true) return 2
  if (task === 'multiclass') return 'several'
  return task === 'regression' ? undefined : 1
}
