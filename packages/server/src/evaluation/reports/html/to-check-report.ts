import { numberText } from '@ratchet-ml/figures'
import type { Check, GateResult, JudgedRequirement, Verdict } from '@ratchet-ml/protocol'
import { unasked } from '../../check/format-check.ts'
import { cut, intervalText, listText, plainNumber } from '../words.ts'
import { element, type Html } from './element.ts'
import { type PageOptions, pageText } from './page.ts'
import type { Part, Section } from './section.ts'
import { note, paragraph, tableOf } from './table.ts'

const mostReasons = 12
const mostRequirements = 200

/**
 * A check as one page of HTML that needs nothing else: the verdict, the answer and the reasons of every
 * gate, and every requirement with value, interval and bound. The same document gives the same bytes.
 */
export function toCheckReport(check: Check, options: PageOptions = {}): string {
  const sections = [gatesSection(check), ...requirementSections(check), subjectSection(check)]
  const title = `Check of ${cut(check.subject)}`
  const what = check.recipe === undefined ? 'A version' : 'A recipe'
  const about = `${what} of ${cut(check.model)}, judged by Ratchet ${cut(check.release, 40)}`
  return pageText({ title, about, answer: verdictBox(check), sections }, options)
}

const signs: Readonly<Record<Verdict, string>> = {
  pass: '✓ pass',
  fail: '✗ fail',
  inconclusive: '? inconclusive',
  error: '! error',
}

/** Only a pass lets a version out. */
const looks: Readonly<Record<Verdict, string>> = {
  pass: 'better',
  fail: 'worse',
  inconclusive: 'undecided',
  error: 'worse',
}

function verdictBox({ verdict, gates, subject, recipe }: Check): Html {
  const others = gates.filter((one) => one.verdict !== 'pass')
  const counts = `${numberText(gates.length - others.length)} of ${numberText(gates.length)} gates pass`
  const words =
    others.length === 0
      ? `${counts}: ${cut(subject, 60)} ${recipe === undefined ? 'may go out' : 'is worth it'}.`
      : `${counts}; ${listText(
          others.map((one) => `${one.gate}: ${one.verdict}`),
          6,
        )}. What is not known never passes.`
  return element(
    'section',
    { class: `answer ${looks[verdict]}`, 'aria-label': 'The verdict' },
    element('p', { class: `verdict ${looks[verdict]}` }, signs[verdict]),
    paragraph(words),
  )
}

function gatesSection({ gates }: Check): Section {
  const make = () =>
    tableOf({
      caption: 'The gates in their order, with their reasons',
      columns: ['Gate', 'Verdict', 'Reasons'],
      rows: gates.slice(0, 40).map((one) => ({
        head: one.gate,
        cells: [
          { content: signs[one.verdict], look: looks[one.verdict] },
          { content: reasonsOf(one), look: 'long' },
        ],
      })),
    })
  const parts = [{ name: 'table of gates', rank: 0, make }]
  return { id: 'gates', heading: 'Gates', lead: [], parts }
}

function reasonsOf({ reasons }: GateResult): readonly Html[] {
  const rest = reasons.length - mostReasons
  return [
    ...reasons.slice(0, mostReasons).map((reason) => element('small', {}, cut(reason, 300))),
    ...(rest > 0 ? [element('small', {}, `and ${numberText(rest)} more`)] : []),
  ]
}

/** What does not pass stands first. */
function requirementSections({ gates }: Check): readonly Section[] {
  return gates.flatMap(({ gate, requirements = [] }, index) => {
    if (requirements.length === 0) return []
    const ordered = [
      ...requirements.filter(({ verdict }) => verdict !== 'pass'),
      ...requirements.filter(({ verdict }) => verdict === 'pass'),
    ]
    const rest = ordered.length - mostRequirements
    const lead = [
      note('A requirement passes only where the whole interval keeps its bound.'),
      ...(rest > 0
        ? [note(`${numberText(rest)} more that pass or stand below are in the CSV.`)]
        : []),
    ]
    const parts = [requirementsPart(gate, ordered.slice(0, mostRequirements))]
    return [{ id: `requirements-${index}`, heading: `Requirements: ${gate}`, lead, parts }]
  })
}

function requirementsPart(gate: string, shown: readonly JudgedRequirement[]): Part {
  const make = () =>
    tableOf({
      caption: `Requirements of the gate ${gate}, what does not pass first`,
      columns: ['Metric', 'Level', 'Where', 'Verdict', 'Value', 'Bound', 'Rows', 'In words'],
      rows: shown.map((one) => ({
        head: cut(one.metric, 60),
        cells: [
          one.level,
          cut(one.place, 60),
          { content: signs[one.verdict], look: looks[one.verdict] },
          {
            content: [
              numberOf(one.value),
              element('small', {}, intervalText(one) ?? 'no interval'),
            ],
          },
          numberOf(one.bound),
          numberText(one.n),
          { content: cut(one.says, 300), look: 'long' },
        ],
      })),
    })
  return { name: `requirements of ${gate}`, rank: 1, make }
}

function numberOf(value: number | undefined): string {
  return value === undefined ? '–' : plainNumber(value)
}

function subjectSection(check: Check): Section {
  const backtests = check.gates.flatMap(({ backtest }) => backtest ?? [])
  const entry = (name: string, digest: string | undefined) =>
    digest === undefined
      ? []
      : [element('dt', {}, name), element('dd', {}, element('code', {}, digest))]
  const facts = element(
    'dl',
    { class: 'facts' },
    entry(check.recipe === undefined ? 'Version' : 'Recipe', check.version),
    entry('Specification', check.specification),
    entry('Champion', check.champion),
    [...new Set(backtests)].slice(0, 10).map((id) => entry('Back-test', id)),
    entry('This check', check.id),
  )
  const missing = check.specification === undefined ? [note('No specification is agreed.')] : []
  const lead = [facts, ...missing, ...unasked(check).map((text) => note(text))]
  return { id: 'subject', heading: 'What was checked', lead, parts: [] }
}
