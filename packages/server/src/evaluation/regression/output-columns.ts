import { answerKindOf, type Contract } from '@ratchet-ml/scoring'
import type { OutputColumn } from './types.ts'

/**
 * Every number and text of an answer under the names that CSV has for them: `label`,
 * `probability.<class>`, `value` or `value.<i>`, `score`, `cluster`, `distance.<i>`, `raw.<i>`.
 *
 * @param rawWidth margins per row
 */
export function outputColumns(
  contract: Contract,
  rawWidth: number,
): ReadonlyMap<string, OutputColumn> {
  const columns = [
    ...contract.outputs.flatMap(({ name, width }) => columnsOf(contract, name, width)),
    ...numbers(
      rawWidth,
      (i) => `raw.${i}`,
      (scored) => scored.raw,
    ),
  ]
  return new Map(columns.map((column) => [column.name, column]))
}

function columnsOf(contract: Contract, name: string, width: number): readonly OutputColumn[] {
  switch (answerKindOf(name)) {
    case 'label':
      return [labelColumn(name, contract)]
    case 'probability':
      return numbers(
        width,
        (i) => `probability.${contract.classes?.[i] ?? i}`,
        (scored) => scored.probability,
      )
    case 'value':
      return numbers(
        width,
        (i) => (width === 1 ? name : `${name}.${i}`),
        (scored) => scored.value,
      )
    case undefined:
      throw new RangeError(`no answer is called ${name}`)
  }
}

function labelColumn(name: string, { classes }: Contract): OutputColumn {
  return {
    name,
    kind: typeof classes?.[0] === 'string' ? 'text' : 'number',
    at: ({ label }, row) => {
      const index = label?.[row] ?? Number.NaN
      return classes?.[index] ?? index
    },
  }
}

function numbers(
  width: number,
  nameOf: (i: number) => string,
  of: (scored: Parameters<OutputColumn['at']>[0]) => Float64Array | undefined,
): readonly OutputColumn[] {
  return Array.from({ length: width }, (_, i) => ({
    name: nameOf(i),
    kind: 'number' as const,
    at: (scored, row) => of(scored)?.[row * width + i] ?? Number.NaN,
  }))
}

/** The columns of a whole output, such as `probability`, or the one of this name; empty for none. */
export function columnsNamed(
  name: string,
  outputs: ReadonlyMap<string, OutputColumn>,
): readonly OutputColumn[] {
  const one = outputs.get(name)
  if (one !== undefined) return [one]
  return [...outputs.values()].filter((column) => column.name.startsWith(`${name}.`))
}

/** What a relation is about unless it says: the second class's probability, or the one value. */
export function mainOutput(contract: Contract): string | undefined {
  if (contract.task === 'binary') return `probability.${contract.classes?.[1] ?? 1}`
  const value = contract.outputs.find(({ name }) => answerKindOf(name) === 'value')
  return value?.width === 1 ? value.name : undefined
}
