import { ServerProblem } from '@ratchet-ml/client'
import type { PredictReply } from '@ratchet-ml/protocol'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { ContractField, ContractView } from '../contract/read-contract.ts'
import { exampleEntry, toRow } from '../contract/row-entry.ts'
import { useClient } from '../queries.ts'
import { Answer } from './answer.tsx'
import { RowInput } from './row-input.tsx'
import { Trouble } from './trouble.tsx'

const shownAtFirst = 24

export interface TryItProps {
  readonly endpoint: string
  readonly fields: readonly ContractField[]
  /** Names of the classes in output order, where the contract has them. */
  readonly classes: ContractView['classes']
}

interface Answered {
  readonly reply: PredictReply
  readonly ms: number
}

/** A form with a valid row in it, and what the endpoint answers to it. */
export function TryIt({ endpoint, fields, classes }: TryItProps) {
  const client = useClient()
  const [entry, setEntry] = useState(() => exampleEntry(fields, new Date()))
  const ask = useMutation({
    mutationFn: async (row: Record<string, unknown>): Promise<Answered> => {
      const start = performance.now()
      const reply = await client.predict(endpoint, { rows: [row] })
      return { reply, ms: performance.now() - start }
    },
  })
  const row = toRow(fields, entry)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ask.mutate(row)
  }
  const inputs = fields.map((field) => (
    <RowInput
      key={field.name}
      field={field}
      text={entry[field.name] ?? ''}
      fault={faultOf(ask.error, field.name)}
      onChange={(text) => setEntry({ ...entry, [field.name]: text })}
    />
  ))
  return (
    <form className="try" onSubmit={submit} noValidate>
      <p>An empty field is a missing value.</p>
      <div className="inputs">{inputs.slice(0, shownAtFirst)}</div>
      {inputs.length > shownAtFirst && (
        <details>
          <summary>{inputs.length - shownAtFirst} more fields</summary>
          <div className="inputs">{inputs.slice(shownAtFirst)}</div>
        </details>
      )}
      <div className="actions">
        <button type="submit" className="main" disabled={ask.isPending}>
          {ask.isPending ? 'Asking…' : 'Predict'}
        </button>
      </div>
      <div aria-live="polite">
        {ask.error !== null && <Trouble error={ask.error} />}
        {ask.data !== undefined && <Answer {...ask.data} classes={classes} />}
      </div>
      <details>
        <summary>The same on a command line</summary>
        <pre>
          <code>{curlText(endpoint, row)}</code>
        </pre>
      </details>
    </form>
  )
}

/** The fault that the server found in a field of the row: `/rows/0/distance`. */
function faultOf(error: unknown, name: string): string | undefined {
  if (!(error instanceof ServerProblem)) return undefined
  const escaped = name.replaceAll('~', '~0').replaceAll('/', '~1')
  return error.body.errors?.find(({ pointer }) => pointer === `/rows/0/${escaped}`)?.detail
}

function curlText(endpoint: string, row: Record<string, unknown>): string {
  const body = JSON.stringify({ rows: [row] }).replaceAll("'", "'\\''")
  const url = `${window.location.origin}/predict/${encodeURIComponent(endpoint)}`
  return `curl -s ${url} -H 'content-type: application/json' -d '${body}'`
}
