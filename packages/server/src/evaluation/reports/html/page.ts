import { createHash } from 'node:crypto'
import { listText } from '../words.ts'
import { bytesOf, element, type Html } from './element.ts'
import { type FittedParts, fitParts } from './fit-parts.ts'
import type { Section } from './section.ts'
import { styleSheet } from './style.ts'
import { note } from './table.ts'

export interface Page {
  readonly title: string
  /** The line under the title. */
  readonly about: string
  /** What stands before all sections. */
  readonly answer: Html
  readonly sections: readonly Section[]
}

export interface PageOptions {
  /** The page is never larger; 500,000 unless told. */
  readonly maximumBytes?: number
}

/** The document of a page with as many parts as fit; each section names those that do not. */
export function pageText(page: Page, { maximumBytes = 500_000 }: PageOptions = {}): string {
  const parts = page.sections.flatMap((section) => section.parts)
  const bare = documentOf(page, { made: new Map(), omitted: parts })
  const room = maximumBytes - bytesOf(bare) - reserveBytes
  return `<!DOCTYPE html>\n${documentOf(page, fitParts(parts, room)).html}\n`
}

/** For remarks on what was left out, and for what stands around parts. */
const reserveBytes = 12_000

/** What a browser may do with a report: apply its own style sheet, and nothing else. */
export function reportPolicy(): string {
  const digest = createHash('sha256').update(styleSheet()).digest('base64')
  return `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`
}

function documentOf(page: Page, fitted: FittedParts): Html {
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
      element('title', {}, page.title),
      { html: `<style>${styleSheet()}</style>` },
    ),
    element(
      'body',
      {},
      element(
        'header',
        {},
        element('h1', {}, page.title),
        element('p', { class: 'about' }, page.about),
        contents(page.sections),
      ),
      element(
        'main',
        {},
        page.answer,
        page.sections.map((section) => sectionOf(section, fitted)),
        [...fitted.made.values()].some(isFolded)
          ? element(
              'p',
              { class: 'note printed' },
              'More tables are on the page; they are not printed.',
            )
          : undefined,
      ),
    ),
  )
}

function isFolded({ html }: Html): boolean {
  return html.startsWith('<details')
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
