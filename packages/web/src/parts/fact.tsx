import type { ReactNode } from 'react'

export interface FactProps {
  readonly name: string
  /** How the value is meant. */
  readonly note?: string
  readonly children: ReactNode
}

/** One line of a `dl`. */
export function Fact({ name, note, children }: FactProps) {
  return (
    <div className="fact">
      <dt>
        {name}
        {note !== undefined && <small> {note}</small>}
      </dt>
      <dd>{children}</dd>
    </div>
  )
}
