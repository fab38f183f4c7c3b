import type { Contract, Field, Level, OutputField } from '../../contract/types.ts'
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
    outputs: toOutputs(header, objective),
    numeric: { raw: 'bit-exact', linkUlp: objective.linkUlp },
  }
}

function toField(name: string, levels: readonly PandasLevel[] | undefined): Field {
  const base = { name, role: 'feature', missing: 'accept' } as const
  if (levels === undefined) return { ...base, type: 'number' }
  if (isPlainBoolean(levels)) return { ...base, type: 'boolean' }
  return { ...base, type: 'category', levels: levels.map(toLevel), unknownLevel: 'accept' }
}

/** The codes of false and true are 0 and 1, as a boolean reaches the model anyway. */
function isPlainBoolean(levels: readonly PandasLevel[]): boolean {
  return levels[0] === false && (levels.length === 1 || (levels.length === 2 && levels[1] === true))
}

function toLevel(level: PandasLevel): Level {
  return typeof level === 'boolean' ? String(level) : level
}

function toOutputs(header: Header, { task }: Objective): readonly OutputField[] {
  const margins = header.treesPerIteration
  if (task === 'regression' || task === 'ranking') {
    return [{ name: 'value', type: 'number', width: margins }]
  }
  return [
    { name: 'label', type: 'integer', width: 1 },
    { name: 'probability', type: 'number', width: task === 'binary' ? 2 : margins },
  ]
}
