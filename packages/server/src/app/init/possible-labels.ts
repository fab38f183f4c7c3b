import type { Contract } from '@ratchet-ml/scoring'
import type { Column, Dataset } from '../../datasets/index.ts'

/**
 * The columns whose values can be answers of the contract's task: any numbers for a regression; for
 * classes their indices, booleans for two, or no more texts than there are classes. Looks at the
 * first batch of rows alone.
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

function canAnswer(column: Column, contract: Contract, count: number): boolean {
  if (contract.task === 'regression' || contract.task === 'ranking') return column.kind === 'number'
  const classes = contract.outputs.find(({ name }) => name === 'probability')?.width ?? 2
  switch (column.kind) {
    case 'boolean':
      return classes === 2
    case 'text':
      return new Set(column.codes.subarray(0, count).filter((code) => code >= 0)).size <= classes
    case 'number':
      return column.values.subarray(0, count).every((value) => isIndex(value, classes))
    case 'timestamp':
      return false
  }
}

/** A missing answer says nothing against the column. */
function isIndex(value: number, classes: number): boolean {
  return Number.isNaN(value) || (Number.isInteger(value) && value >= 0 && value < classes)
}
