import { corrupt } from '../../corrupt.ts'
import { shown } from '../../shown.ts'
import { limits } from '../limits.ts'
import type { StepFields } from '../step-fields.ts'
import type { TreeEnsembleStep } from '../types.ts'

/** Reads the attributes of a tree ensemble. @throws Refusal */
export function parseTreeEnsemble(fields: StepFields): TreeEnsembleStep {
  const slots = fields.integer('slots', 1, limits.width)
  return {
    op: 'treeEnsemble@1',
    in: fields.name('in'),
    out: fields.name('out'),
    slots,
    featureType: fields.oneOf('featureType', ['f64', 'f32']),
    comparison: fields.oneOf('comparison', ['lessOrEqual', 'less']),
    zeroBand: parseBand(fields),
    categoryHit: fields.oneOf('categoryHit', ['left', 'right']),
    categoryRange: fields.oneOf('categoryRange', ['int32', 'uint24']),
    accumulate: fields.oneOf('accumulate', ['f64', 'f32']),
    leafWidth: fields.oneOf('leafWidth', slots === 1 ? [1] : [1, slots]),
    ...parseOptionalName(fields, 'base'),
    ...parseOptionalName(fields, 'treeWeights'),
    roots: fields.name('roots'),
    treeSlots: fields.name('treeSlots'),
    features: fields.name('features'),
    thresholds: fields.name('thresholds'),
    flags: fields.name('flags'),
    left: fields.name('left'),
    right: fields.name('right'),
    leafValues: fields.name('leafValues'),
    ...parseCovers(fields),
    ...parseCategories(fields),
    ...parseLinearLeaves(fields),
  }
}

function parseBand(fields: StepFields): number {
  const band = fields.finite('zeroBand')
  if (band >= 0) return band
  throw corrupt(`${fields.place}/zeroBand`, shown(band), 'zero or more')
}

function parseOptionalName<K extends 'base' | 'treeWeights'>(
  fields: StepFields,
  key: K,
): { readonly [Key in K]?: string } {
  // One own key, K, or none.
  return (fields.has(key) ? { [key]: fields.name(key) } : {}) as { readonly [Key in K]?: string }
}

function parseCovers(fields: StepFields): Pick<TreeEnsembleStep, 'covers'> {
  if (!fields.has('covers')) return {}
  const names = fields.object('covers')
  const covers = { nodes: names.name('nodes'), leaves: names.name('leaves') }
  names.end()
  return { covers }
}

function parseCategories(fields: StepFields): Pick<TreeEnsembleStep, 'categories'> {
  if (!fields.has('categories')) return {}
  const names = fields.object('categories')
  const categories = { offsets: names.name('offsets'), words: names.name('words') }
  names.end()
  return { categories }
}

function parseLinearLeaves(fields: StepFields): Pick<TreeEnsembleStep, 'linearLeaves'> {
  if (!fields.has('linearLeaves')) return {}
  const names = fields.object('linearLeaves')
  const linearLeaves = {
    constants: names.name('constants'),
    offsets: names.name('offsets'),
    features: names.name('features'),
    coefficients: names.name('coefficients'),
  }
  names.end()
  return { linearLeaves }
}
