import { existsSync, readFileSync } from 'node:fs'
import { Refusal } from '../../../refusals.ts'
import { importModel } from '../../import-model.ts'
import { folderOf, modelsOf } from './cases.ts'

/** A refusal on purpose: what is refused, why, and the refusal itself where it can be shown. */
export interface ExplainedRefusal {
  readonly what: string
  readonly why: string
  readonly refusal?: Refusal
}

/** An entry of `refusals.json`: a fixture model, edited so that it shows what is refused. */
interface Entry {
  readonly what: string
  readonly why: string
  /** File name. */
  readonly model?: string
  /** Regular expressions (multi-line) and what stands in the place of their first match. */
  readonly edits?: readonly (readonly [string, string])[]
  /** The model ends where this matches. */
  readonly cut?: string
}

/** What a format's `refusals.json` lists, each brought about. @throws Error when one is not refused */
export function explainRefusals(format: string): readonly ExplainedRefusal[] {
  const file = new URL('refusals.json', folderOf(format))
  if (!existsSync(file)) return []
  const entries = JSON.parse(readFileSync(file, 'utf8')) as readonly Entry[]
  return entries.map((entry) => {
    const { what, why, model } = entry
    if (model === undefined) return { what, why }
    const refusal = refusalOf(Buffer.from(edited(format, entry, model), 'latin1'))
    if (refusal === undefined) throw new Error(`${format}: ${what} is not refused`)
    return { what, why, refusal }
  })
}

/** Files of formats that are recognised by their first bytes and not read. */
export function explainOtherFormats(): readonly ExplainedRefusal[] {
  return otherFormats.flatMap(([what, why, head]) => {
    const refusal = refusalOf(Buffer.from(head, 'latin1'))
    return refusal === undefined ? [] : [{ what, why, refusal }]
  })
}

const otherFormats: readonly (readonly [what: string, why: string, head: string])[] = [
  ['a pickle', 'loading one runs any code that its author put into it', '\x80\x04\x95\x00'],
  ['a joblib file, compressed', 'it is a pickle inside', '\x78\x9c\x00'],
  ['gzip and other compressed files', 'decompress them first', '\x1f\x8b\x08'],
  ['a LightGBM JSON dump', 'it is not made to be read back', '{"name":"tree","tree_info":[]}'],
  ['an XGBoost model in the binary form', 'XGBoost itself gave it up', 'binf\x00'],
  ['a CatBoost model in its binary form', 'save it as JSON, with its pool', 'CBM1'],
  ['a PMML document', 'this release does not read it', '<PMML version="4.4">'],
  ['anything else', 'what it is is not known', 'a,b\n1,2\n'],
  ['an empty file', 'there is nothing to read', ''],
]

function edited(format: string, { edits = [], cut }: Entry, model: string): string {
  let text = readFileSync(new URL(model, modelsOf(format)), 'latin1')
  for (const [pattern, by] of edits) text = text.replace(new RegExp(pattern, 'm'), by)
  return cut === undefined ? text : text.slice(0, text.search(new RegExp(cut, 'm')) + cut.length)
}

function refusalOf(bytes: Uint8Array): Refusal | undefined {
  try {
    importModel(bytes)
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}
