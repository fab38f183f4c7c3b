import { canonicalJson } from '@ratchet-ml/scoring'
import type { ReportView } from '../report-view.ts'
import { element } from './element.ts'
import type { Section } from './section.ts'
import { paragraph } from './table.ts'

const mostPlanCharacters = 8_000

/** How to get the same bytes again. */
export function againSection({ backtest }: ReportView): Section {
  const { id, plan } = backtest
  const command = (text: string) => element('pre', {}, element('code', {}, text))
  const lead = [
    paragraph(
      'The id is the digest of everything that determines the result: ',
      element('code', {}, id),
    ),
  ]
  const heading = 'How to run it again'
  if (plan === undefined) {
    const words = 'This document does not hold its plan, so it cannot be run again from its id.'
    return { id: 'again', heading, lead: [...lead, paragraph(words)], parts: [] }
  }
  const text = canonicalJson(plan)
  const json =
    text.length <= mostPlanCharacters
      ? text
      : `${text.slice(0, mostPlanCharacters).toWellFormed()}…`
  return {
    id: 'again',
    heading,
    lead: [
      ...lead,
      paragraph('With the registry and the data of that digest, this makes the same bytes:'),
      command(`ratchet backtest --rerun ${id}`),
    ],
    parts: [
      {
        name: 'plan',
        rank: 5,
        make: () => element('details', {}, element('summary', {}, 'The plan'), command(json)),
      },
    ],
  }
}
