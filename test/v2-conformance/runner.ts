import { ask } from './ask.ts'
import { judge } from './judge.ts'
import type { Case } from './types.ts'

export interface Outcome {
  readonly id: string
  readonly group: string
  readonly title: string
  /** What was wrong; absent when nothing was. */
  readonly fault?: string
}

/**
 * Asks a server every case, one after the other; with `atOnce` several together, for where only the
 * faults matter and not what each case does to the next.
 */
export async function runCases(
  url: string,
  cases: readonly Case[],
  atOnce = 1,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  for (let from = 0; from < cases.length; from += atOnce) {
    const some = cases.slice(from, from + atOnce)
    outcomes.push(...(await Promise.all(some.map((one) => outcomeOf(url, one)))))
  }
  return outcomes
}

async function outcomeOf(url: string, one: Case): Promise<Outcome> {
  const { id, group, title } = one
  const fault = await tryCase(url, one)
  return fault === undefined ? { id, group, title } : { id, group, title, fault }
}

async function tryCase(url: string, one: Case): Promise<string | undefined> {
  const others = []
  for (const other of one.others ?? []) others.push(await ask(url, other))
  return judge(await ask(url, one.ask), one.expect, others)
}
