import { columnsUsed } from '../../datasets/expression/index.ts'
import type { LeakPlan } from './plan-leaks.ts'

/** A column and all that it is made of, however far back. */
export function sourcesOf(
  name: string,
  derive: Readonly<Record<string, string>>,
  found = new Set<string>(),
): ReadonlySet<string> {
  if (found.has(name)) return found
  found.add(name)
  const source = Object.hasOwn(derive, name) ? derive[name] : undefined
  if (source !== undefined) for (const used of columnsUsed(source)) sourcesOf(used, derive, found)
  return found
}

/** Whether a column is the event time, or made of it alone: known as soon as anything is. */
export function followsFromTime({ dataset, time }: LeakPlan, name: string): boolean {
  const derive = dataset.config.derive ?? {}
  const ends = [...sourcesOf(name, derive)].filter((source) => !Object.hasOwn(derive, source))
  return time !== undefined && ends.length > 0 && ends.every((source) => source === time)
}
