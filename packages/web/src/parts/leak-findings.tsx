import { countText } from '@ratchet-ml/figures'
import type { LeakFinding, LeakReport } from '@ratchet-ml/protocol'
import { ScrollTable } from './scroll-table.tsx'

const columns = ['Severity', 'Check', 'Where', 'What was found']

/** What makes a result look better than it will be, and what could not be looked at. */
export function LeakFindings({ leaks }: { readonly leaks: LeakReport | undefined }) {
  return (
    <section aria-labelledby="leaks">
      <h2 id="leaks">Leak checks</h2>
      {leaks === undefined ? (
        <p>None was run: a leak would not have been seen.</p>
      ) : (
        <Findings {...leaks} />
      )}
    </section>
  )
}

function Findings({ checked, findings, skipped }: LeakReport) {
  return (
    <>
      <p>
        {checked.length === 0 ? 'No check ran.' : `${countText(checked.length, 'check')} ran.`}{' '}
        {findings.length === 0 && checked.length > 0 && 'Nothing was found.'}
      </p>
      {findings.length > 0 && (
        <ScrollTable caption="Findings, leaks first" columns={columns}>
          {leaksFirst(findings).map((finding, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two findings may say the same, and none moves
            <tr key={index}>
              <th scope="row">{finding.severity}</th>
              <td>{finding.check}</td>
              <td>{placeText(finding)}</td>
              <td className="prose">{finding.says}</td>
            </tr>
          ))}
        </ScrollTable>
      )}
      <Folded summary="What was looked at" lines={checked} />
      <Folded
        summary={`${countText(skipped.length, 'check')} could not be run`}
        lines={skipped.map(({ check, because }) => `${check}: ${because}`)}
      />
    </>
  )
}

function Folded({
  summary,
  lines,
}: {
  readonly summary: string
  readonly lines: readonly string[]
}) {
  if (lines.length === 0) return null
  return (
    <details>
      <summary>{summary}</summary>
      <ul>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines may be the same, and none moves
          <li key={index}>{line}</li>
        ))}
      </ul>
    </details>
  )
}

function leaksFirst(findings: readonly LeakFinding[]): readonly LeakFinding[] {
  return [
    ...findings.filter(({ severity }) => severity === 'leak'),
    ...findings.filter(({ severity }) => severity !== 'leak'),
  ]
}

function placeText({ feature, contender, partition }: LeakFinding): string {
  return [feature, contender, partition].filter((place) => place !== undefined).join(', ') || '–'
}
