import type { Task } from '../../contract/types.ts'
import type { Link } from '../../ir/types.ts'
import { refuseAt } from '../refuse-at.ts'
import { baseMargins, type ToMargins } from './base-margins.ts'
import { isSince, type Version } from './version.ts'

/** What an objective means for the answer. */
export interface Objective {
  readonly name: string
  readonly task: Task
  readonly link: Link
  /** Largest distance of the linked answer from XGBoost's, in units in the last place of a float. */
  readonly linkUlp: number
  /** From the base score, which is on the scale of the answer, to margins. */
  readonly toMargins: ToMargins
  /** The label is the largest margin; otherwise that of the largest probability. */
  readonly labelsMargins: boolean
}

type Rule = Omit<Objective, 'name'>

const value = (link: Link, linkUlp: number, toMargins: ToMargins): Rule => ({
  task: 'regression',
  link,
  linkUlp,
  toMargins,
  labelsMargins: false,
})

const plain = value({ kind: 'identity' }, 0, baseMargins.identity)
const logistic = value({ kind: 'sigmoidFloat' }, 2, baseMargins.logit)
const exponential = value({ kind: 'expFloat' }, 2, baseMargins.log)
const ranking: Rule = { ...plain, task: 'ranking' }
const softmax: Rule = {
  task: 'multiclass',
  link: { kind: 'softmaxFloat' },
  linkUlp: 4,
  toMargins: baseMargins.identity,
  labelsMargins: false,
}

/** Objectives of XGBoost by the names under which files have them. */
const rules: Readonly<Record<string, Rule>> = {
  'reg:squarederror': plain,
  'reg:linear': plain,
  'reg:squaredlogerror': plain,
  'reg:pseudohubererror': plain,
  'reg:absoluteerror': plain,
  'reg:quantileerror': plain,
  'reg:expectileerror': value({ kind: 'expectilesFloat' }, 4, baseMargins.expectiles),
  'reg:logistic': logistic,
  'binary:logistic': { ...logistic, task: 'binary' },
  'binary:logitraw': plain,
  'binary:hinge': { ...value({ kind: 'isPositive' }, 0, baseMargins.identity), task: 'binary' },
  'multi:softprob': softmax,
  'multi:softmax': { ...softmax, labelsMargins: true },
  'count:poisson': exponential,
  'reg:gamma': exponential,
  'reg:tweedie': exponential,
  'survival:cox': exponential,
  'survival:aft': exponential,
  'rank:pairwise': ranking,
  'rank:ndcg': ranking,
  'rank:map': ranking,
}

const place = '/learner/objective/name'

/**
 * The objective of that name, for so many margins, as the version that wrote the file means it.
 *
 * @throws Refusal `model-unsupported` for an unknown one
 */
export function readObjective(name: string, margins: number, version: Version): Objective {
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
  if (rule === undefined) {
    const expected = `one of ${Object.keys(rules).join(', ')}`
    throw refuseAt(place, { found: name, expected }, 'model-unsupported')
  }
  if (rule.task === 'multiclass' && margins < 2) {
    const found = `${name} with num_class ${margins}`
    throw refuseAt(place, { found, expected: 'at least 2 classes' })
  }
  if (rule.task === 'ranking' && margins > 1) {
    throw refuseAt(place, { found: `${name} with ${margins} targets`, expected: 'one target' })
  }
  // Quantiles that cross are put in order since 3.4.
  if (name === 'reg:quantileerror' && margins > 1 && isSince(version, [3, 4])) {
    return { name, ...rule, link: { kind: 'ascending' } }
  }
  // Several binary targets are several numbers, not several classes.
  const task = rule.task === 'binary' && margins > 1 ? 'regression' : rule.task
  return { name, ...rule, task }
}
