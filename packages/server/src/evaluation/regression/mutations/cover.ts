import type { Mutant, TestCase, TestRow } from '@ratchet-ml/protocol'
import { createRowReader, createScorer, featuresOf, type Package, rawAt } from '@ratchet-ml/scoring'

/** Rows that would have noticed what the suite did not, each once, in the order found. */
export function rowsToCover(mutants: readonly Mutant[]): readonly TestRow[] {
  const rows = new Map<string, TestRow>()
  for (const { noticedBy, row } of mutants) {
    if (noticedBy !== undefined || row === undefined) continue
    rows.set(JSON.stringify(row), row as TestRow) // written by the contract's own row writer
  }
  return [...rows.values()]
}

/** Rows with the margins that a version gives them now: those show every change of a coefficient. */
export function tableOf(
  rows: readonly TestRow[],
  { program, coefficients, contract }: Pick<Package, 'program' | 'coefficients' | 'contract'>,
): NonNullable<TestCase['table']> {
  const scorer = createScorer(program, coefficients, contract)
  const reader = createRowReader(contract)
  const encoded = new Float64Array(scorer.featureCount)
  const scored = scorer.allocate(1)
  const names = featuresOf(contract).map(({ name }) => name)
  const outputs = Array.from({ length: scored.rawWidth }, (_, i) => `expect raw.${i}`)
  const golden = rows.flatMap((row) => {
    if (reader.read(row, encoded, 0) !== undefined) return []
    scorer.score(encoded, 1, scored)
    const raw = rawAt(scored, 0)
    if (!raw.every(Number.isFinite)) return []
    return [[...names.map((name) => row[name] ?? null), ...raw]]
  })
  return { columns: [...names, ...outputs], rows: golden }
}
