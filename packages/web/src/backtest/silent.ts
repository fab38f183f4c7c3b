import type { Backtest } from '@ratchet-ml/protocol'

/** A contender that answers in no partition. */
export interface Silent {
  readonly name: string
  /** What the last partition says of it. */
  readonly because: string
}

/** Those of whom there is nothing to see in any partition. */
export function silentContenders({ contenders, partitions }: Backtest): readonly Silent[] {
  return contenders.flatMap(({ name }) => {
    const all = partitions.map(({ results }) => results[name]?.counted)
    const last = all.at(-1)
    if (last?.kind !== 'no-answer') return []
    return all.every((one) => one?.kind === 'no-answer') ? [{ name, because: last.because }] : []
  })
}

/** The back-test as if these had not been asked. */
export function without(backtest: Backtest, silent: readonly Silent[]): Backtest {
  const names = new Set(silent.map(({ name }) => name))
  const { contenders, comparisons = [] } = backtest
  return {
    ...backtest,
    contenders: contenders.filter(({ name }) => !names.has(name)),
    comparisons: comparisons.filter(
      ({ candidate, reference }) => !names.has(candidate) && !names.has(reference),
    ),
  }
}
