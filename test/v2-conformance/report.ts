import type { Outcome } from './runner.ts'

/** How many cases of each group passed. */
export function summarise(outcomes: readonly Outcome[]) {
  const groups = [...new Set(outcomes.map(({ group }) => group))]
  return groups.map((group) => {
    const own = outcomes.filter((one) => one.group === group)
    return { group, passed: own.filter(({ fault }) => fault === undefined).length, all: own.length }
  })
}

/** A few lines for a person: what failed, then how many passed. */
export function reportText(outcomes: readonly Outcome[]): string {
  const faults = outcomes.filter(({ fault }) => fault !== undefined)
  const passed = outcomes.length - faults.length
  return [
    ...faults.map(({ id, title, fault }) => `FAILED ${id}: ${title}\n       ${fault}`),
    ...summarise(outcomes).map(({ group, passed, all }) => `${group}: ${passed} of ${all}`),
    `${passed} of ${outcomes.length} cases pass`,
  ].join('\n')
}
