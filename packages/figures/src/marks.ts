import {
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
  symbolWye,
} from 'd3-shape'
import { type Markup, tag } from './svg.ts'

// One more than there are colours, so that the pair of both repeats late.
const shapes = [
  symbolCircle,
  symbolSquare,
  symbolTriangle,
  symbolDiamond,
  symbolCross,
  symbolStar,
  symbolWye,
] as const

const dashes = ['7 4', '2 3', '9 3 2 3', '12 4', '4 6', '1 4'] as const

export interface Mark {
  readonly x: number
  readonly y: number
  /** Which series: decides the shape. */
  readonly series: number
  readonly fill: string
  readonly stroke: string
}

/** The point mark of a series: each has a shape of its own, so that colour is never the only sign. */
export function pointMark(mark: Mark): Markup {
  const shape = shapes[mark.series % shapes.length] ?? symbolCircle
  return tag('path', {
    d: symbol(shape, 52).digits(2)() ?? '',
    transform: `translate(${Math.round(mark.x * 100) / 100},${Math.round(mark.y * 100) / 100})`,
    fill: mark.fill,
    stroke: mark.stroke,
    'stroke-width': 1.5,
  })
}

/** The dash pattern of the baseline at `index`. */
export function baselineDash(index: number): string {
  return dashes[index % dashes.length] ?? '7 4'
}

/** Diagonal lines to fill an area with; use it as `url(#id)`. */
export function hatchPattern(id: string, stroke: string, opacity: number): Markup {
  const pattern = {
    id,
    width: 7,
    height: 7,
    patternUnits: 'userSpaceOnUse',
    patternTransform: 'rotate(45)',
  }
  const line = { x1: 0, y1: 0, x2: 0, y2: 7, stroke, 'stroke-width': 2, 'stroke-opacity': opacity }
  return tag('pattern', pattern, tag('line', line))
}
