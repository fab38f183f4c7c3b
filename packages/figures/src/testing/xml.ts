/** An element of a parsed document. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: (XmlElement | string)[]
}

const token =
  /<(?<close>\/)?(?<name>[A-Za-z][\w:.-]*)(?<attributes>(?:\s+[\w:-]+="[^"<]*")*)\s*(?<empty>\/)?>|(?<text>[^<]+)/gy

/**
 * Parses the part of XML that figures are written in: elements, quoted attributes, text and the
 * five named entities.
 *
 * @throws Error where the text is not well-formed
 */
export function parseXml(xml: string): XmlElement {
  const root: XmlElement = { name: '', attributes: {}, children: [] }
  const open = [root]
  token.lastIndex = 0
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex
    const groups = token.exec(xml)?.groups
    const parent = open.at(-1)
    if (groups === undefined || parent === undefined) {
      throw new Error(`not well-formed at ${at}: ${xml.slice(at, at + 60)}`)
    }
    if (groups['text'] !== undefined) {
      parent.children.push(unescapeText(groups['text']))
    } else if (groups['close'] !== undefined) {
      if (parent.name !== groups['name'])
        throw new Error(`</${groups['name']}> in <${parent.name}>`)
      open.pop()
    } else {
      const element = elementOf(groups['name'] ?? '', groups['attributes'] ?? '')
      parent.children.push(element)
      if (groups['empty'] === undefined) open.push(element)
    }
  }
  const [only] = root.children
  if (open.length !== 1 || root.children.length !== 1 || typeof only !== 'object') {
    throw new Error(`one closed root element expected, ${open.length - 1} left open`)
  }
  return only
}

/** All elements of that name, in document order. */
export function elementsOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.flatMap((child) => {
    if (typeof child === 'string') return []
    return [...(child.name === name ? [child] : []), ...elementsOf(child, name)]
  })
}

export function textOf(element: XmlElement): string {
  return element.children
    .map((child) => (typeof child === 'string' ? child : textOf(child)))
    .join('')
}

function elementOf(name: string, text: string): XmlElement {
  const attributes: Record<string, string> = {}
  for (const [, key = '', value = ''] of text.matchAll(/([\w:-]+)="([^"]*)"/g)) {
    if (Object.hasOwn(attributes, key)) throw new Error(`attribute ${key} twice in <${name}>`)
    attributes[key] = unescapeText(value)
  }
  return { name, attributes, children: [] }
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

function unescapeText(text: string): string {
  return text.replace(/&[^;\s]*;?/g, (entity) => {
    const character = entities[entity]
    if (character === undefined) throw new Error(`unknown entity ${entity}`)
    return character
  })
}
