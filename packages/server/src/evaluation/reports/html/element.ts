import { Buffer } from 'node:buffer'
import { escapeText } from '@ratchet-ml/figures'

/** Markup that is written as it stands. Made in this file alone, so that all else is escaped. */
export interface Html {
  readonly html: string
}

export type HtmlChild = Html | string | undefined | readonly HtmlChild[]

/**
 * An element that is valid as HTML and well-formed as XML. Children that are strings are text and
 * escaped; attributes and children that are `undefined` are left out.
 */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | undefined>>,
  ...children: HtmlChild[]
): Html {
  const open = Object.entries(attributes)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([key, value]) => ` ${key}="${escapeText(value)}"`)
    .join('')
  if (voidElements.has(name)) return { html: `<${name}${open}/>` }
  return { html: `<${name}${open}>${children.map(render).join('')}</${name}>` }
}

// https://html.spec.whatwg.org/multipage/syntax.html#void-elements, those that reports use
const voidElements: ReadonlySet<string> = new Set(['meta', 'wbr'])

/** Several pieces after each other. */
export function together(...children: HtmlChild[]): Html {
  return { html: children.map(render).join('') }
}

/** The SVG of a figure, which escapes what is in it itself. */
export function figureMarkup(svg: string): Html {
  return { html: svg }
}

/** Size as it is written: UTF-8. */
export function bytesOf({ html }: Html): number {
  return Buffer.byteLength(html)
}

function render(child: HtmlChild): string {
  if (child === undefined) return ''
  if (typeof child === 'string') return escapeText(child)
  return isHtml(child) ? child.html : child.map(render).join('')
}

function isHtml(child: Html | readonly HtmlChild[]): child is Html {
  return !Array.isArray(child)
}
