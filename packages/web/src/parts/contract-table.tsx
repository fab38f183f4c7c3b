import { numberText } from '@ratchet-ml/figures'
import { levelsText } from '../contract/levels-text.ts'
import { rangeText } from '../contract/range-text.ts'
import type { ContractField, ContractView } from '../contract/read-contract.ts'
import { ScrollTable } from './scroll-table.tsx'

const columns = ['Field', 'Role', 'Type', 'Unit', 'Range or levels', 'Missing', 'Unknown level']

/** What a row must look like and what comes back. */
export function ContractTable({ contract }: { readonly contract: ContractView }) {
  return (
    <>
      <ScrollTable caption={`Inputs; other keys: ${extraText(contract.extra)}`} columns={columns}>
        {contract.summary.map((field) => (
          <tr key={field.name}>
            <th scope="row">
              {field.name}
              {field.description !== undefined && <small>{field.description}</small>}
            </th>
            <td>{field.role}</td>
            <td>{field.type}</td>
            <td>{field.unit ?? '–'}</td>
            <td className={field.levels === undefined ? undefined : 'prose'}>
              {field.levels === undefined ? (
                (rangeText(field, numberText) ?? 'any')
              ) : (
                <Levels field={field} />
              )}
            </td>
            <td>{field.missing}</td>
            <td>{field.unknownLevel ?? '–'}</td>
          </tr>
        ))}
      </ScrollTable>
      <ScrollTable
        caption={`Outputs of this ${contract.task} model`}
        columns={['Output', 'Type', 'Numbers a row']}
      >
        {contract.outputs.map((output) => (
          <tr key={output.name}>
            <th scope="row">{output.name}</th>
            <td>{output.type}</td>
            <td>{output.width}</td>
          </tr>
        ))}
      </ScrollTable>
      {contract.classes !== undefined && <p>Classes, in order: {levelsText(contract.classes)}</p>}
    </>
  )
}

/** A few levels as they are; many behind their count. */
function Levels({ field }: { readonly field: ContractField }) {
  const levels = field.levels ?? []
  if (levels.length <= 8) return levelsText(levels)
  return (
    <details>
      <summary>
        {numberText(levels.length)} levels: {levelsText(levels.slice(0, 3))}, …
      </summary>
      <p className="levels">{levelsText(levels)}</p>
    </details>
  )
}

function extraText(extra: string): string {
  return extra === 'refuse' ? 'refused' : 'ignored'
}
