import type { ContenderPlan } from '@ratchet-ml/protocol'
import { type Digest, featuresOf } from '@ratchet-ml/scoring'
import { textFeaturesOf } from '../../../datasets/index.ts'
import { parseRfc3339 } from '../../../platform/clock.ts'
import { packageOf } from '../contenders/package-of.ts'
import type { PlannedContender, PlanningWorld, Stand } from '../contenders/types.ts'
import { noAnswer } from './answer-of-models.ts'
import { recipeDigest } from './recipe-digest.ts'
import { usableRefits } from './schedule.ts'

type FilesPlan = Extract<ContenderPlan, { kind: 'files' }>

/**
 * A recipe whose models were made elsewhere: in each partition the newest answers whose training data
 * had ended the gap before.
 */
export function planFiles(plan: FilesPlan, world: PlanningWorld): PlannedContender {
  const { name } = plan
  const models = plan.models.map((model) => modelOf(model, world))
  const contracts = models.map(({ contract }) => contract)
  return {
    name,
    kind: 'recipe',
    says: `${models.length} models that were made elsewhere, each from the end of its training data`,
    digest: recipeDigest(plan.models.map(({ digest, from, until }) => ({ digest, from, until }))),
    columns: distinct(contracts.flatMap((one) => featuresOf(one).map((field) => field.name))),
    asText: distinct(contracts.flatMap(textFeaturesOf)),
    memory: {},
    plan,
    tasks: () => [],
    on(partition) {
      const [newest] = usableRefits(partition, models, world.gap)
      return newest === undefined
        ? noAnswer(noneYet)
        : standOf(newest, `${name} on ${partition.name}`)
    },
  }
}

const noneYet = 'the training data of no model end before this partition'

type Model = ReturnType<typeof modelOf>

function modelOf({ digest, from, until }: FilesPlan['models'][number], world: PlanningWorld) {
  return {
    digest: digest as Digest, // the plan was checked
    ...packageOf(world, digest),
    from: from === undefined ? undefined : instantOf(from),
    until: instantOf(until),
  }
}

function standOf({ path, digest, from, until }: Model, name: string): Stand {
  return {
    recipe: { kind: 'package', path, digest, name },
    counted: { kind: 'evidence' },
    digest,
    ...(from !== undefined && { trainedOn: { from, until } }),
  }
}

function instantOf(text: string): number {
  const time = parseRfc3339(text)
  if (time === undefined) throw new TypeError(`${text} is no instant`)
  return time
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)]
}
