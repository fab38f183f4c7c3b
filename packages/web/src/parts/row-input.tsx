import { useId } from 'react'
import { rangeText } from '../contract/range-text.ts'
import type { ContractField } from '../contract/read-contract.ts'

/** More levels than these are searched for by typing, not by looking through a list. */
const fewLevels = 12

export interface RowInputProps {
  readonly field: ContractField
  readonly text: string
  /** What the server found wrong with it. */
  readonly fault: string | undefined
  onChange(text: string): void
}

/** One field of a row, labelled with its unit and what it takes. */
export function RowInput({ field, text, fault, onChange }: RowInputProps) {
  const id = useId()
  const note = fault ?? noteOf(field)
  const shared = {
    id,
    value: text,
    'aria-invalid': fault !== undefined,
    'aria-describedby': `${id}-note`,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  }
  const options = optionsOf(field)
  return (
    <div className="input">
      <label htmlFor={id}>
        {field.name}
        {field.unit !== undefined && <small> {field.unit}</small>}
      </label>
      {options !== undefined && options.length <= fewLevels ? (
        <select {...shared}>
          <option value="">(missing)</option>
          {options.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
      ) : (
        <input
          {...shared}
          autoComplete="off"
          spellCheck={false}
          inputMode={field.type === 'number' ? 'decimal' : 'text'}
          list={options === undefined ? undefined : `${id}-levels`}
        />
      )}
      {options !== undefined && options.length > fewLevels && (
        <datalist id={`${id}-levels`}>
          {options.map((option) => (
            <option key={option} value={option} />
          ))}
        </datalist>
      )}
      <small id={`${id}-note`} className={fault === undefined ? 'note' : 'note fault'}>
        {note}
      </small>
    </div>
  )
}

function optionsOf(field: ContractField): readonly string[] | undefined {
  if (field.type === 'boolean') return ['true', 'false']
  return field.type === 'category' ? field.levels?.map(String) : undefined
}

function noteOf(field: ContractField): string {
  if (field.levels !== undefined) return `one of ${field.levels.length} levels`
  const range = rangeText(field, String)
  return range === undefined ? field.type : `${field.type}, ${range}`
}
