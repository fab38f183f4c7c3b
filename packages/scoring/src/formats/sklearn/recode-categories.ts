import type { Contract } from '../../contract/types.ts'
import { limits } from '../../ir/limits.ts'
import type { StepFields } from '../../ir/step-fields.ts'
import type { Tensor } from '../../ir/types.ts'
import { shown } from '../../shown.ts'
import { modelCorrupt } from './refuse.ts'

/** By column: the texts whose places are its codes. */
export type CategoryTexts = ReadonlyMap<number, readonly string[]>

/** @throws Refusal `model-corrupt` */
export function readCategoryTexts(fields: StepFields): CategoryTexts {
  if (!fields.has('categories')) return new Map()
  const listed = fields.object('categories')
  const found = listed.keys().map((key): [number, readonly string[]] => {
    const texts = listed.raw(key)
    const areTexts = Array.isArray(texts) && texts.every((text) => typeof text === 'string')
    const column = Number(key)
    if (areTexts && Number.isInteger(column) && column >= 0 && column < limits.width) {
      return [column, texts]
    }
    throw modelCorrupt(
      `${listed.place}/${key}`,
      shown(texts),
      'texts, under the number of a column',
    )
  })
  return new Map(found.toSorted(([a], [b]) => a - b))
}

interface Recoded {
  readonly steps: readonly {
    readonly step: unknown
    readonly reads: readonly string[]
    readonly out: string
  }[]
  readonly coefficients: ReadonlyMap<string, Tensor>
  readonly out: string
}

/**
 * Steps that give the columns of categories the codes of a model's own contract. A text that it does not
 * know becomes missing, as which a model meets texts that are new to it.
 *
 * @throws Refusal `model-corrupt` for a column that holds no categories in the model
 */
export function recodeCategories(
  { inputs }: Contract,
  categories: CategoryTexts,
  { name, from }: { readonly name: string; readonly from: string },
  place: string,
): Recoded {
  const pairs = [...categories].map(([column, texts]) => {
    const codes = new Map(inputs[column]?.levels?.map((level, code) => [String(level), code]))
    if (codes.size === 0) {
      const found = `column ${column}, which holds no categories in the model`
      throw modelCorrupt(`${place}/categories`, found, 'columns that do')
    }
    return texts.flatMap((text, key) => {
      const code = codes.get(text)
      return code === undefined ? [] : [[key, code] as const]
    })
  })
  const inner = (value: string) => `${name}.${value}`
  let end = 0
  const missing = new Float64Array(pairs.length).fill(Number.NaN)
  const list = (data: Tensor['data']): Tensor => ({ shape: [data.length], data })
  const coefficients = new Map([
    ['recode.offsets', list(Int32Array.of(0, ...pairs.map((own) => (end += own.length))))],
    ['recode.keys', list(Float64Array.from(pairs.flat(), ([key]) => key))],
    ['recode.values', list(Float64Array.from(pairs.flat(), ([, code]) => code))],
    ['recode.missing', list(missing)],
  ])
  const columns = [...categories.keys()]
  const order = inputs.map((_, i) => (categories.has(i) ? inputs.length + columns.indexOf(i) : i))
  const named = { offsets: inner('recode.offsets'), keys: inner('recode.keys') }
  const others = { values: inner('recode.values'), fallback: inner('recode.missing') }
  const [codes, both, out] = ['recode.codes', 'recode.both', 'recoded'].map(inner) as [
    string,
    string,
    string,
  ]
  const mapped = { ...named, ...others, missing: inner('recode.missing') }
  const steps = [
    {
      reads: [from],
      out: codes,
      step: { op: 'ordinalMap@1', in: from, out: codes, columns, ...mapped },
    },
    { reads: [from, codes], out: both, step: { op: 'concat@1', in: [from, codes], out: both } },
    { reads: [both], out, step: { op: 'select@1', in: both, out, columns: order } },
  ]
  return {
    steps,
    coefficients: new Map([...coefficients].map(([key, tensor]) => [inner(key), tensor])),
    out,
  }
}
