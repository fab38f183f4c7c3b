import { contractLimits } from '../../contract/contract-shape.ts'
import { isContractText, maximumTextLength } from '../../contract/shape.ts'
import type { Level } from '../../contract/types.ts'
import { decodeUtf8 } from '../../platform-globals.ts'
import { shown } from '../../shown.ts'
import type { Learner } from './learner.ts'
import { Section } from './section.ts'
import { isSince, type Version } from './version.ts'

const mostInteger = 0x7fffffff

/**
 * The levels of category features in code order, which files have since 3.1: texts as offsets into
 * UTF-8 bytes, or whole numbers.
 *
 * @returns by feature; absent where the file has none
 * @throws Refusal naming the entry
 */
export function readLevels(
  model: Section,
  { featureNames, featureTypes, version }: Learner,
): ReadonlyMap<number, readonly Level[]> {
  const levels = new Map<number, readonly Level[]>()
  if (!model.has('cats')) return levels
  const cats = model.section('cats')
  const columns = cats.list('enc')
  if (columns.length === 0) return levels
  if (columns.length !== featureNames.length) {
    const expected = `${featureNames.length}, one for each feature`
    throw cats.refuse('enc', { found: `${columns.length} columns`, expected })
  }
  for (const [i, column] of columns.entries()) {
    const section = new Section(column, `${cats.place}/enc/${i}`)
    const found = section.has('offsets') ? readTexts(section, version) : readNumbers(section)
    if (found.length === 0) continue
    checkLevels(section, found)
    const type = featureTypes[i] ?? 'c'
    if (type !== 'c') {
      const detail = { found: `${found.length} levels of the type ${type}`, expected: 'none' }
      throw section.refuse('values', detail)
    }
    checkDistinct(section, found)
    levels.set(i, found)
  }
  checkSegments(cats, columns.length, levels)
  return levels
}

function readTexts(section: Section, version: Version): readonly string[] {
  const offsets = section.integers('offsets', { minimum: 0, maximum: mostInteger })
  const bytes = Uint8Array.from(section.integers('values', { minimum: -128, maximum: 255 }))
  checkAscii(section, bytes, version)
  const texts: string[] = []
  for (let i = 1; i < offsets.length; i++) {
    const [start, end] = [offsets[i - 1] as number, offsets[i] as number]
    if (end < start || end > bytes.length) {
      const expected = `${start} to ${bytes.length}`
      throw section.refuse(`offsets/${i}`, { found: String(end), expected })
    }
    const text = decodeUtf8(bytes.subarray(start, end))
    if (text === undefined) {
      throw section.refuse('values', { found: 'other bytes', expected: `level ${i - 1} in UTF-8` })
    }
    texts.push(text)
  }
  return texts
}

/** Before 3.4 the Python package counted characters where bytes were meant, and cut the texts off. */
function checkAscii(section: Section, bytes: Uint8Array, version: Version): void {
  if (isSince(version, [3, 4]) || bytes.every((byte) => byte < 0x80)) return
  const detail = {
    found: `levels that are not ASCII, written by XGBoost ${version.join('.')}`,
    expected: 'ASCII before version 3.4, which cuts other levels off',
    hint: 'train with XGBoost 3.4 or newer, or give the levels names in ASCII',
  }
  throw section.refuse('values', detail, 'model-unsupported')
}

function readNumbers(section: Section): readonly number[] {
  const [minimum, maximum] = [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]
  return [...section.integers('values', { minimum, maximum })]
}

/** What a contract can hold. */
function checkLevels(section: Section, levels: readonly Level[]): void {
  const { length } = levels
  if (length > contractLimits.levels) {
    const detail = { found: `${length} levels`, expected: `at most ${contractLimits.levels}` }
    throw section.refuse('values', detail, 'model-unsupported')
  }
  const wrong = levels.find(
    (level) => typeof level === 'string' && !isContractText(level, { mayBeEmpty: true }),
  )
  if (wrong === undefined) return
  const expected = `levels of at most ${maximumTextLength} characters`
  throw section.refuse('values', { found: shown(wrong), expected }, 'model-unsupported')
}

function checkDistinct(section: Section, levels: readonly Level[]): void {
  const seen = new Set<Level>()
  for (const level of levels) {
    if (seen.has(level)) {
      const detail = { found: `${shown(level)} twice`, expected: 'distinct levels' }
      throw section.refuse('values', detail)
    }
    seen.add(level)
  }
}

function checkSegments(
  cats: Section,
  columns: number,
  levels: ReadonlyMap<number, readonly Level[]>,
): void {
  if (!cats.has('feature_segments')) return
  const bounds = { minimum: 0, maximum: mostInteger }
  const segments = cats.integers('feature_segments', bounds)
  if (segments.length === 0 && levels.size === 0) return
  let end = 0
  for (let i = 0; i <= columns; i++) {
    if (i > 0) end += levels.get(i - 1)?.length ?? 0
    if (segments[i] === end) continue
    const found = String(segments[i] ?? 'nothing')
    throw cats.refuse(`feature_segments/${i}`, { found, expected: `${end}, by the levels` })
  }
}
