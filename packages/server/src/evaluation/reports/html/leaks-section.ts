import { numberText } from '@ratchet-ml/figures'
import type { LeakFinding } from '@ratchet-ml/protocol'
import type { ReportView } from '../report-view.ts'
import { cut } from '../words.ts'
import type { Part, Section } from './section.ts'
import { note, paragraph, tableOf } from './table.ts'

const mostFindings = 40

/** What was looked at, what was found, and what could not be looked at. */
export function leaksSection({ backtest }: ReportView): Section {
  const { leaks } = backtest
  const heading = 'Leak checks'
  if (leaks === undefined) {
    const lead = [paragraph('No leak check was run: a leak would not have been seen.')]
    return { id: 'leaks', heading, lead, parts: [] }
  }
  const checked = leaks.checked.slice(0, 20).map((check) => cut(check, 60))
  const skipped = leaks.skipped.slice(0, 20)
  return {
    id: 'leaks',
    heading,
    lead: [
      paragraph(checked.length === 0 ? 'No check ran.' : `Checked: ${checked.join(', ')}.`),
      ...(leaks.findings.length === 0 ? [paragraph('Nothing was found.')] : []),
      ...skipped.map(({ check, because }) =>
        note(`Not checked: ${cut(check, 60)}, ${cut(because, 200)}`),
      ),
    ],
    parts: leaks.findings.length === 0 ? [] : [findingsPart(leaks.findings)],
  }
}

function findingsPart(findings: readonly LeakFinding[]): Part {
  const ordered = [
    ...findings.filter(({ severity }) => severity === 'leak'),
    ...findings.filter(({ severity }) => severity !== 'leak'),
  ]
  const shown = ordered.slice(0, mostFindings)
  const rest = ordered.length - shown.length
  const make = () =>
    tableOf({
      caption: `Findings, leaks first${rest > 0 ? `; ${numberText(rest)} more are in the JSON document` : ''}`,
      columns: ['Severity', 'Check', 'Where', 'What was found'],
      rows: shown.map((finding) => ({
        head: finding.severity,
        cells: [finding.check, placeOf(finding), cut(finding.says, 400)],
      })),
    })
  return { name: 'findings of the leak checks', rank: 0, make }
}

function placeOf({ feature, contender, partition }: LeakFinding): string {
  const places = [feature, contender, partition].filter((place) => place !== undefined)
  return places.length === 0 ? '–' : places.map((place) => cut(place, 60)).join(', ')
}
