import { expect } from 'vitest'
import type { Figure } from '../figure.ts'
import { elementsOf, parseXml, textOf, type XmlElement } from './xml.ts'

/** A name that breaks out of whatever does not escape it. */
export const hostileName = `</desc></text><script>alert("1")</script>&amp;'\u0000`

/**
 * Checks what holds of every figure: the SVG is well-formed, names itself for screen readers, holds
 * neither scripts nor numbers that are none, and its table is whole.
 */
export function checkFigure(figure: Figure): XmlElement {
  const root = parseXml(figure.svg)
  expect(root.attributes['role']).toBe('img')
  expect(textOf(elementsOf(root, 'desc')[0] ?? root)).toBe(
    figure.summary.replaceAll('\u0000', '\ufffd'),
  )
  for (const name of ['script', 'style', 'a', 'image', 'foreignObject']) {
    expect(elementsOf(root, name)).toEqual([])
  }
  for (const { attributes } of everyElement(root)) {
    expect(Object.values(attributes).join(' ')).not.toMatch(/NaN|Infinity|undefined/)
    expect(Object.keys(attributes).filter((name) => name.startsWith('on'))).toEqual([])
  }
  for (const row of figure.table.rows) expect(row).toHaveLength(figure.table.columns.length)
  return root
}

/** The elements that lie outside the picture: what is drawn there is cut off. */
export function outside(root: XmlElement): readonly XmlElement[] {
  const { width, height } = root.attributes
  const isOutside = ({ attributes }: XmlElement) => {
    const at = (name: string) => Number(attributes[name] ?? 0)
    return (
      [at('x'), at('x1'), at('x2')].some((x) => x < -1 || x > Number(width) + 1) ||
      [at('y'), at('y1'), at('y2')].some((y) => y < -1 || y > Number(height) + 1)
    )
  }
  return everyElement(root).filter(isOutside)
}

function everyElement(element: XmlElement): readonly XmlElement[] {
  return [
    element,
    ...element.children.flatMap((child) => (typeof child === 'string' ? [] : everyElement(child))),
  ]
}
