import { createHash } from 'node:crypto'
import type { Backtest } from '@ratchet-ml/protocol'
import { viewOf } from '../report-view.ts'
import { cut, listText } from '../words.ts'
import { againSection } from './again-section.ts'
import { answerBox } from './answer-section.ts'
import { comparisonsSection } from './comparisons-section.ts'
import { bytesOf, element, type Html } from './element.ts'
import { type FittedParts, fitParts } from './fit-parts.ts'
import { leaksSection } from './leaks-section.ts'
import { partitionsSection } from './partitions-section.ts'
import type { Section } from './section.ts'
import { shapesSection } from './shapes-section.ts'
import { slicesSection } from './slices-section.ts'
import { styleSheet } from './style.ts'
import { subjectSection } from './subject-section.ts'
import { note } from './table.ts'

export interface HtmlReportOptions {
  /** The report is never larger; 500,000 unless told. */
  readonly maximumBytes?: number
}

/**
 * A back-test as one page of HTML that needs nothing else: no script, font, picture or host. It holds
 * aggregates alone. Where everything would not fit into `maximumBytes`, less important pictures and
 * tables are left out and named. The same document gives the same bytes.
 */
export function toHtmlReport(backtest: Backtest, options: HtmlReportOptions = {}): string {
  const { maximumBytes = 500_000 } = options
  const view = viewOf(backtest)
  const sections = [
    comparisonsSection(view),
    partitionsSection(view),
    slicesSection(view),
    shapesSection(view),
    leaksSection(view),
    subjectSection(view),
    againSection(view),
  ].filter((section) => section !== undefined)
  const nothing: FittedParts = { made: new Map(), omitted: sections.flatMap(({ parts }) => parts) }
  const page = (fitted: FittedParts) => pageOf(backtest, answerBox(view), sections, fitted)
  const room = maximumBytes - bytesOf(page(nothing))
  return `<!DOCTYPE html>\n${page(fitParts(nothing.omitted, room - reserveBytes)).html}\n`
}

/** For remarks on what was left out, and for what stands around parts. */
const reserveBytes = 12_000

/** What a browser may do with a report: apply its own style sheet, and nothing else. */
export function reportPolicy(): string {
  const digest = createHash('sha256').update(styleSheet()).digest('base64')
  return `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`
}

function pageOf(
  backtest: Backtest,
  answer: Html,
  sections: readonly Section[],
  fitted: FittedParts,
): Html {
  const title = `Back-test of ${cut(backtest.model)}`
  const about = `${cut(backtest.label)} on ${cut(backtest.dataset.name)}, by ${cut(backtest.partitionBy, 40)}`
  return element(
    'html',
    { lang: 'en' },
    element(
      'head',
      {},
      element('meta', { charset: 'utf-8' }),
      element('meta', { 'http-equiv': 'Content-Security-Policy', content: reportPolicy() }),
      element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      element('meta', { name: 'color-scheme', content: 'light dark' }),
      element('title', {}, title),
      { html: `<style>${styleSheet()}</style>` },
    ),
    element(
      'body',
      {},
      element(
        'header',
        {},
        element('h1', {}, title),
        element('p', { class: 'about' }, about),
        contents(sections),
      ),
      element(
        'main',
        {},
        answer,
        sections.map((section) => sectionOf(section, fitted)),
        element(
          'p',
          { class: 'note printed' },
          'More tables are on the page; they are not printed.',
        ),
      ),
    ),
  )
}

function contents(sections: readonly Section[]): Html {
  const links = sections.map(({ id, heading }) =>
    element('li', {}, element('a', { href: `#${id}` }, heading)),
  )
  return element('nav', { 'aria-label': 'Contents' }, element('ul', {}, links))
}

function sectionOf({ id, heading, lead, parts }: Section, { made }: FittedParts): Html {
  const omitted = parts.filter((part) => !made.has(part)).map(({ name }) => name)
  const remark =
    omitted.length === 0
      ? undefined
      : note(
          `Left out so that this page stays small: ${listText(omitted, 6)}. The CSV has all values.`,
        )
  return element(
    'section',
    { 'aria-labelledby': id },
    element('h2', { id }, heading),
    lead,
    grouped(parts.flatMap((part) => made.get(part) ?? [])),
    remark,
  )
}

/** Narrow figures that follow each other stand side by side. */
function grouped(parts: readonly Html[]): readonly Html[] {
  const groups: { narrow: boolean; parts: Html[] }[] = []
  for (const part of parts) {
    const narrow = part.html.startsWith('<figure class="narrow"')
    const last = groups.at(-1)
    if (last !== undefined && narrow && last.narrow) last.parts.push(part)
    else groups.push({ narrow, parts: [part] })
  }
  return groups.flatMap(({ narrow, parts: found }) =>
    narrow ? [element('div', { class: 'pair' }, found)] : found,
  )
}
