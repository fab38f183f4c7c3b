import type { ContenderPlan } from '@ratchet-ml/protocol'
import {
  type Contract,
  type Digest,
  levelsText,
  outputsOfTask,
  type Package,
} from '@ratchet-ml/scoring'
import type { Dataset } from '../../../datasets/index.ts'
import { Problem } from '../../../platform/problem.ts'
import { type Answered, classCountOf, isJudged } from '../../label-reader.ts'

/** A package that answers, by the name of who is judged by it. */
export interface Answering {
  readonly name: string
  readonly package: Package
}

/**
 * What all contenders answer: the task and the classes of the first package that names any; of trainers
 * alone what they make models for.
 *
 * @throws Problem `contract-incompatible` where packages answer different questions, `usage` where
 * nobody is judged
 */
export function questionOf(
  answering: readonly Answering[],
  plans: readonly ContenderPlan[],
  label: ReturnType<Dataset['column']>,
): Answered {
  const asked = answering.map((one) => ({ name: one.name, contract: one.package.contract }))
  const first = asked.find(({ contract }) => contract.classes !== undefined) ?? asked[0]
  if (first === undefined) return questionOfTrainers(plans, label)
  for (const other of asked) checkSame(first, other)
  if (isJudged(first.contract)) return first.contract
  const detail = `${first.name} answers the task ${first.contract.task}, which no label says right or wrong.`
  throw new Problem('contract-incompatible', detail, {
    hint: 'A back-test judges versions of the tasks binary, multiclass, regression and ranking.',
  })
}

function questionOfTrainers(
  plans: readonly ContenderPlan[],
  label: ReturnType<Dataset['column']>,
): Answered {
  const trainer = plans.find((plan) => plan.kind === 'trainer')
  if (trainer === undefined) {
    throw new Problem('usage', 'A back-test needs at least one version or recipe.', {
      hint: 'Push a version, name a model file after the model, or give --recipes.',
    })
  }
  const task = trainer.recipe.algorithm === 'linear' ? 'regression' : 'binary'
  if (task === 'binary' && label.kind === 'text') {
    const detail = `The label ${label.name} holds text, and no version says which classes there are.`
    throw new Problem('usage', detail, {
      hint: `Derive one that is true or false, such as "yes = ${label.name} == 'yes'".`,
    })
  }
  return { task, outputs: outputsOfTask(task) }
}

interface Asked {
  readonly name: string
  readonly contract: Contract
}

/** One label must judge them all; the order of the classes may differ. */
function checkSame(first: Asked, other: Asked): void {
  const [a, b] = [first.contract, other.contract]
  const isSame = a.task === b.task && classCountOf(a) === classCountOf(b)
  const named = (contract: Contract) => JSON.stringify((contract.classes ?? []).map(String).sort())
  const areSame = a.classes === undefined || b.classes === undefined || named(a) === named(b)
  if (isSame && areSame) return
  throw new Problem(
    'contract-incompatible',
    `The contenders answer different questions: ${wordsOf(first)}; ${wordsOf(other)}.`,
  )
}

function wordsOf({ name, contract }: Asked): string {
  return `${name}: ${contract.task}${contract.classes ? ` of ${levelsText(contract.classes)}` : ''}`
}

/** Packages by digest. */
export function byDigest(packages: readonly Package[]): ReadonlyMap<Digest, Package> {
  return new Map(packages.map((pkg) => [pkg.digest, pkg]))
}
