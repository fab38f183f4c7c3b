import type { Contract } from '@ratchet-ml/scoring'
import type { Column, Dataset } from '../../datasets/index.ts'

/**
 * The columns whose values can be answers of the contract's task: any numbers for a regression; for
 * classes their names, or their indices where they have none, and booleans for two. Looks at the first
 * batch of rows alone.
 */
export async function possibleLabels(
  dataset: Pick<Dataset, 'columns' | 'read'>,
  contract: Contract,
): Promise<ReadonlySet<string>> {
  const columns = dataset.columns.map(({ name }) => name)
  for await (const batch of dataset.read({ columns })) {
    const fits = [...batch.columns].filter(([, column]) => canAnswer(column, contract, batch.count))
    return new Set(fits.map(([name]) => name))
  }
  return new Set()
}

/** A missing answer says nothing against the column. */
function canAnswer(column: Column, contract: Contract, count: number): boolean {
  if (contract.task === 'regression' || contract.task === 'ranking') return column.kind === 'number'
  const { classes } = contract
  const width = contract.outputs.find(({ name }) => name === 'probability')?.width ?? 2
  switch (column.kind) {
    case 'boolean':
      return width === 2
    case 'text': {
      const found = new Set(column.codes.subarray(0, count).filter((code) => code >= 0))
      const names = new Set(classes?.map(String))
      return [...found].every((code) => names.has(column.levels.texts[code] ?? ''))
    }
    case 'number': {
      const named = classes?.every((level) => typeof level === 'number') ? classes : undefined
      const isClass = (value: number) => named?.includes(value) ?? isIndex(value, width)
      return column.values
        .subarray(0, count)
        .every((value) => Number.isNaN(value) || isClass(value))
    }
    case 'timestamp':
      return false
  }
}

function isIndex(value: number, classes: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < classes
}
