import { expect } from 'vitest'

/** An element of a parsed page. */
export interface PageElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: (PageElement | string)[]
}

const token =
  /<(?<close>\/)?(?<name>[A-Za-z][\w:.-]*)(?<attributes>(?:\s+[\w:-]+="[^"<]*")*)\s*(?<empty>\/)?>|(?<text>[^<]+)/gy

/** Names of what runs something, loads something or leads elsewhere. */
const forbidden = [
  'script',
  'img',
  'image',
  'link',
  'iframe',
  'object',
  'embed',
  'form',
  'base',
  'use',
]

/**
 * Checks what holds of every report: well-formed, nothing that runs or loads, no address of another
 * host, unique ids, references that lead somewhere, headings in order, tables with captions.
 */
export function checkHtml(html: string): readonly PageElement[] {
  const elements = everyElement(parsePage(html))
  for (const { name, attributes } of elements) {
    expect(forbidden).not.toContain(name)
    const names = Object.keys(attributes)
    expect(names.filter((one) => /^on|^src$|^style$|^srcdoc$/.test(one))).toEqual([])
    for (const [key, value] of Object.entries(attributes)) {
      if (key !== 'xmlns') expect(value).not.toMatch(/^(https?:|javascript:|data:|\/\/)/i)
      if (name !== 'title') expect(value).not.toMatch(/NaN|Infinity/)
    }
  }
  expect(/<style>([^<]*)<\/style>/.exec(html)?.[1]).not.toMatch(/@import|url\(/)
  const ids = elements.flatMap(({ attributes }) => attributes['id'] ?? [])
  expect(new Set(ids).size).toBe(ids.length)
  const referred = elements.flatMap(({ attributes }) => [
    ...(attributes['aria-labelledby']?.split(' ') ?? []),
    ...(attributes['href']?.slice(1).split(' ') ?? []),
    ...Object.values(attributes).flatMap((value) => /^url\(#(.*)\)$/.exec(value)?.[1] ?? []),
  ])
  expect(referred.filter((id) => !ids.includes(id))).toEqual([])
  for (const table of elements.filter(({ name }) => name === 'table')) {
    expect(everyElement(table).filter(({ name }) => name === 'caption')).toHaveLength(1)
    const widths = everyElement(table)
      .filter(({ name }) => name === 'tr')
      .map(({ children }) => children.length)
    expect(new Set(widths).size).toBe(1)
  }
  expect(elements.filter(({ name }) => name === 'h1')).toHaveLength(1)
  return elements
}

/** All text of a page. */
export function textOf(elements: readonly PageElement[]): string {
  return elements
    .flatMap(({ children }) => children)
    .filter((child) => typeof child === 'string')
    .join(' ')
}

function everyElement(element: PageElement): readonly PageElement[] {
  return [
    element,
    ...element.children.flatMap((child) => (typeof child === 'string' ? [] : everyElement(child))),
  ]
}

/** @throws Error where the page is not well-formed */
function parsePage(html: string): PageElement {
  const text = html.replace(/^<!DOCTYPE html>\n/, '').replace(/<style>[^<]*<\/style>/, '')
  const root: PageElement = { name: '', attributes: {}, children: [] }
  const open = [root]
  token.lastIndex = 0
  while (token.lastIndex < text.length) {
    const at = token.lastIndex
    const groups = token.exec(text)?.groups
    const parent = open.at(-1)
    if (groups === undefined || parent === undefined) {
      throw new Error(`not well-formed at ${at}: ${text.slice(at, at + 60)}`)
    }
    if (groups['text'] !== undefined) parent.children.push(groups['text'])
    else if (groups['close'] !== undefined) {
      if (parent.name !== groups['name'])
        throw new Error(`</${groups['name']}> in <${parent.name}>`)
      open.pop()
    } else {
      const element = {
        name: groups['name'] ?? '',
        attributes: attributesOf(groups['attributes']),
        children: [],
      }
      parent.children.push(element)
      if (groups['empty'] === undefined) open.push(element)
    }
  }
  if (open.length !== 1) throw new Error(`<${open.at(-1)?.name}> is not closed`)
  return root
}

function attributesOf(text = ''): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
  )
}
