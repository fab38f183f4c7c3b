import { outputsOfTask } from '../../contract/outputs-of-task.ts'
import type { Contract, Field, Level } from '../../contract/types.ts'
import type { CategoryColumns } from './category-columns.ts'
import type { Header } from './header.ts'
import type { Objective } from './objective.ts'
import type { PandasLevel } from './tail.ts'

/** Everything that the file says about rows. */
export interface RowKnowledge {
  readonly header: Header
  readonly objective: Objective
  readonly categories: CategoryColumns
  readonly missingSeen: ReadonlyMap<number, boolean>
}

/** The contract that accepts what LightGBM itself accepts, and answers under Ratchet's names. */
export function inferContract({
  header,
  objective,
  categories,
  missingSeen,
}: RowKnowledge): Contract {
  return {
    task: objective.task,
    inputs: header.featureNames.map((name, index) => {
      const seen = missingSeen.get(index)
      const levels = categories.levels.get(index)
      const seenPart = seen === undefined ? {} : { missingSeen: seen }
      return { ...toField(name, levels), ...seenPart }
    }),
    extra: 'ignore',
    outputs: outputsOfTask(objective.task, {
      classes: objective.task === 'binary' ? 2 : header.treesPerIteration,
      targets: header.treesPerIteration,
    }),
    numeric: { raw: 'bit-exact', linkUlp: objective.linkUlp },
  }
}

function toField(name: string, levels: readonly PandasLevel[] | undefined): Field {
  const base = { name, role: 'feature', missing: 'accept' } as const
  if (levels === undefined) return { ...base, type: 'number' }
  if (isPlainBoolean(levels)) return { ...base, type: 'boolean' }
  return { ...base, type: 'category', levels: toLevels(levels), unknownLevel: 'accept' }
}

/** The codes of false and true are 0 and 1, as a boolean reaches the model anyway. */
function isPlainBoolean(levels: readonly PandasLevel[]): boolean {
  return levels[0] === false && (levels.length === 1 || (levels.length === 2 && levels[1] === true))
}

/** All numbers, or all text: a column that mixes them is written as text. */
function toLevels(levels: readonly PandasLevel[]): readonly Level[] {
  const isNumeric = (level: PandasLevel): level is number => typeof level === 'number'
  return levels.every(isNumeric) ? levels : levels.map(String)
}
