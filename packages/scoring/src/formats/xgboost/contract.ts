import { outputsOfTask } from '../../contract/outputs-of-task.ts'
import type { Contract, Field, Level } from '../../contract/types.ts'
import type { Learner } from './learner.ts'

/**
 * The contract that accepts what XGBoost itself accepts, and answers under Ratchet's names. A level
 * that is not in the file is refused: XGBoost fails on it, since it has no code.
 */
export function inferContract(
  learner: Learner,
  levels: ReadonlyMap<number, readonly Level[]>,
): Contract {
  const { featureNames, featureTypes, objective, margins } = learner
  return {
    task: objective.task,
    inputs: featureNames.map((name, i) => toField(name, featureTypes[i], levels.get(i))),
    extra: 'ignore',
    outputs: outputsOfTask(objective.task, {
      classes: objective.task === 'binary' ? 2 : margins,
      targets: margins,
    }),
    numeric: { raw: 'bit-exact', linkUlp: objective.linkUlp, linkType: 'f32' },
  }
}

function toField(
  name: string,
  type: string | undefined,
  levels: readonly Level[] | undefined,
): Field {
  const base = { name, role: 'feature', missing: 'accept' } as const
  if (levels !== undefined) return { ...base, type: 'category', levels, unknownLevel: 'refuse' }
  return { ...base, type: type === 'i' ? 'boolean' : 'number' }
}
