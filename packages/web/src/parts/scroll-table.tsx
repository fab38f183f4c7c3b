import type { ReactNode } from 'react'

export interface ScrollTableProps {
  readonly caption: string
  readonly columns: readonly ReactNode[]
  readonly children: ReactNode
}

/** A table that scrolls sideways by itself on a narrow screen, with the keyboard too. */
export function ScrollTable({ caption, columns, children }: ScrollTableProps) {
  return (
    // A region that scrolls must take the focus, or the keyboard cannot scroll it.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
    <section className="scroll" aria-label={caption} tabIndex={0}>
      <table>
        <caption>
          <span>{caption}</span>
        </caption>
        <thead>
          <tr>
            {columns.map((column, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name and never move
              <th key={index} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  )
}
