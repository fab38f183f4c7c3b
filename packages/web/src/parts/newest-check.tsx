import type { Check, CheckSummary, GateResult } from '@ratchet-ml/protocol'
import { ScrollTable } from './scroll-table.tsx'
import { FullStamp } from './stamp.tsx'
import { VerdictMark } from './verdict-mark.tsx'

export interface NewestCheckProps {
  readonly model: string
  /** When and by whom; `undefined` where no version was checked. */
  readonly summary: CheckSummary | undefined
  /** `undefined` until it has come. */
  readonly check: Check | undefined
}

const columns = ['Gate', 'Verdict', 'Why']
const mostReasons = 4

/** What the gates said of the version that was checked last. */
export function NewestCheck({ model, summary, check }: NewestCheckProps) {
  return (
    <section aria-labelledby="check">
      <h2 id="check">Newest check</h2>
      {summary === undefined ? (
        <p>
          No version was checked yet: <code>ratchet check {model}@latest</code>
        </p>
      ) : (
        <>
          <p>
            <strong>{check?.subject}</strong> <VerdictMark verdict={summary.verdict} />,{' '}
            <FullStamp at={summary.recordedAt} /> by {summary.actor}.{' '}
            <a href={`/v1/checks/${encodeURIComponent(summary.id)}/report`}>Report on one page</a>
          </p>
          {check !== undefined && <GateTable gates={check.gates} />}
        </>
      )}
    </section>
  )
}

function GateTable({ gates }: { readonly gates: readonly GateResult[] }) {
  return (
    <ScrollTable caption="Gates in their order, with their reasons" columns={columns}>
      {gates.map(({ gate, verdict, reasons }) => (
        <tr key={gate}>
          <th scope="row">{gate === 'backtest' ? 'back-test' : gate}</th>
          <td>
            <VerdictMark verdict={verdict} />
          </td>
          <td className="prose reasons">
            {reasons.slice(0, mostReasons).map((reason) => (
              <small key={reason}>{reason}</small>
            ))}
            {reasons.length > mostReasons && (
              <small>and {reasons.length - mostReasons} more in the report</small>
            )}
          </td>
        </tr>
      ))}
    </ScrollTable>
  )
}
