/** Text that is markup already. Made by `tag` alone, so that everything else gets escaped. */
export interface Markup {
  readonly markup: string
}

export type Attributes = Readonly<Record<string, string | number | undefined>>

/**
 * An element. Children that are strings are text and escaped; attributes that are `undefined` are
 * left out; numbers are rounded to hundredths, so that the same data gives the same bytes.
 */
export function tag(name: string, attributes: Attributes, ...children: Child[]): Markup {
  const open = Object.entries(attributes)
    .filter((entry): entry is [string, string | number] => entry[1] !== undefined)
    .map(
      ([key, value]) =>
        ` ${key}="${typeof value === 'number' ? coordinate(value) : escapeText(value)}"`,
    )
    .join('')
  const inside = children.map(render).join('')
  return { markup: inside === '' ? `<${name}${open}/>` : `<${name}${open}>${inside}</${name}>` }
}

export type Child = Markup | string | undefined | readonly Child[]

/** A number as it stands in an attribute: at most two decimals, never an exponent, never `-0`. */
export function coordinate(value: number): string {
  const rounded = Math.round(value * 100) / 100
  return String(rounded === 0 ? 0 : rounded)
}

/**
 * Text as XML 1.0 takes it: special characters escaped. Characters that it forbids, and those that turn
 * the direction of what follows, are replaced by U+FFFD: a name must not reverse the words around it.
 */
export function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replace(forbidden, '\uFFFD')
    .replace(turning, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

// https://www.w3.org/TR/xml/#charsets
const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

/** Embeddings, overrides and isolates of https://www.unicode.org/reports/tr9/ */
const turning = /[\u202A-\u202E\u2066-\u2069]/g

function render(child: Child): string {
  if (child === undefined) return ''
  if (typeof child === 'string') return escapeText(child)
  return isMarkup(child) ? child.markup : child.map(render).join('')
}

function isMarkup(child: Markup | readonly Child[]): child is Markup {
  return !Array.isArray(child)
}
