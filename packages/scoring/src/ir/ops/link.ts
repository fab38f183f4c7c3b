import { corrupt } from '../../corrupt.ts'
import { shown } from '../../shown.ts'
import { complementOf, toLinkFunction } from '../links.ts'
import type { StepFields } from '../step-fields.ts'
import type { Link, LinkStep } from '../types.ts'
import type { Op } from './op.ts'

const readers: Readonly<Record<Link['kind'], (fields: StepFields) => Link>> = {
  identity: () => ({ kind: 'identity' }),
  sigmoid: (fields) => ({ kind: 'sigmoid', alpha: positive(fields, 'alpha') }),
  softmax: () => ({ kind: 'softmax' }),
  sigmoidEach: (fields) => ({ kind: 'sigmoidEach', alpha: positive(fields, 'alpha') }),
  exp: () => ({ kind: 'exp' }),
  log1pExp: () => ({ kind: 'log1pExp' }),
  signedSquare: () => ({ kind: 'signedSquare' }),
  isPositive: () => ({ kind: 'isPositive' }),
  sigmoidFloat: () => ({ kind: 'sigmoidFloat' }),
  softmaxFloat: () => ({ kind: 'softmaxFloat' }),
  expFloat: () => ({ kind: 'expFloat' }),
  softmaxNonzero: () => ({ kind: 'softmaxNonzero' }),
  ascending: () => ({ kind: 'ascending' }),
  expectilesFloat: () => ({ kind: 'expectilesFloat' }),
}

/** Links to a share from 0 to 1. */
const shares: readonly Link['kind'][] = ['sigmoid', 'sigmoidFloat', 'isPositive']

/** Margins over `divisor`, through the link; then, if asked, both sides of a two-class answer. */
export const linkOp: Op<LinkStep> = {
  op: 'link@1',
  parse: (fields) => ({
    op: 'link@1',
    in: fields.name('in'),
    out: fields.name('out'),
    link: parseLink(fields.object('link')),
    divisor: positive(fields, 'divisor'),
    complement: fields.boolean('complement'),
  }),
  inputs: (step) => [step.in],
  coefficients: () => [],
  width: (step, widthOf, place) => {
    const width = widthOf(step.in)
    if (!step.complement) return width
    if (width === 1 && shares.includes(step.link.kind)) return 2
    const expected = `one column of ${shares.join(', ')}`
    throw corrupt(`${place}/complement`, `${step.link.kind} of ${width}`, expected)
  },
  validate: () => {},
  execute: (step, row) => {
    const margins = row.value(step.in).map((margin) => margin / step.divisor)
    const out = new Float64Array(margins.length)
    toLinkFunction(step.link)({ data: margins, start: 0, width: margins.length }, out, 0)
    if (!step.complement) return out
    const p = out[0] as number
    return Float64Array.of(complementOf(step.link, p), p)
  },
}

function parseLink(fields: StepFields): Link {
  // Object.keys of a record whose keys are exactly the kinds.
  const kind = fields.oneOf('kind', Object.keys(readers) as Link['kind'][])
  const link = readers[kind](fields)
  fields.end()
  return link
}

function positive(fields: StepFields, key: string): number {
  const value = fields.finite(key)
  if (value > 0) return value
  throw corrupt(`${fields.place}/${key}`, shown(value), 'a number above 0')
}
