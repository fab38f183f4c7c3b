import type { Figure, FigureOptions, FigureTable } from '@ratchet-ml/figures'
import { useMemo } from 'react'
import { csvText } from '../format/csv.ts'
import { ScrollTable } from './scroll-table.tsx'
import { useNarrow } from './use-narrow.ts'

export interface FigureViewProps {
  /** Unique on the page; also the name of the files to download. */
  readonly id: string
  readonly draw: (options: FigureOptions) => Figure
  /** False where the page shows the same numbers as a table anyway. */
  readonly withTable?: boolean
}

/** A figure with its numbers as a table, and both to take away. */
export function FigureView({ id, draw, withTable = true }: FigureViewProps) {
  const size = useNarrow() ? 'narrow' : 'wide'
  const figure = useMemo(() => draw({ id, size }), [draw, id, size])
  const saveSvg = () => save(`${id}.svg`, 'image/svg+xml', draw({ id, theme: 'light' }).svg)
  const saveCsv = () => save(`${id}.csv`, 'text/csv', csvText(figure.table))
  return (
    <figure>
      {/* The figure escapes every text in it, and holds neither script nor style. */}
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: markup of our own */}
      <div className="picture" dangerouslySetInnerHTML={{ __html: figure.svg }} />
      <div className="actions">
        <button type="button" onClick={saveSvg}>
          Save as SVG
        </button>
        <button type="button" onClick={saveCsv}>
          Save as CSV
        </button>
      </div>
      {withTable && (
        <details>
          <summary>The same as a table</summary>
          <NumbersTable table={figure.table} />
        </details>
      )}
    </figure>
  )
}

function NumbersTable({ table }: { readonly table: FigureTable }) {
  return (
    <ScrollTable caption={table.caption} columns={table.columns}>
      {table.rows.map(([head, ...cells]) => (
        <tr key={head}>
          <th scope="row">{head}</th>
          {cells.map((cell, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: cells stand in their columns
            <td key={index}>{cell}</td>
          ))}
        </tr>
      ))}
    </ScrollTable>
  )
}

function save(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
