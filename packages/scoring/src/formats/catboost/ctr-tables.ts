import { shown } from '../../shown.ts'
import type { Section } from './section.ts'

/** What a category, or a combination, contributed to the statistics of the training rows. */
export interface CtrTable {
  /** Climbing; low and high word of each are in `keys` of the program. */
  readonly hashes: BigUint64Array
  /** For each hash in order, `width` numbers. */
  readonly numbers: Float64Array
  readonly width: number
  readonly denominator: number
}

const emptySlot = 18446744073709551615n

/**
 * A table of `ctr_data`.
 *
 * @throws Refusal `model-corrupt`
 */
export function readCtrTable(section: Section): CtrTable {
  const stride = section.integer('hash_stride', 2, 1024)
  const list = section.list('hash_map')
  if (list.length % stride !== 0) {
    const detail = { found: `${list.length} entries`, expected: `a multiple of ${stride}` }
    throw section.refuse('hash_map', detail)
  }
  const width = stride - 1
  const entries: { readonly hash: bigint; readonly numbers: readonly number[] }[] = []
  for (let at = 0; at < list.length; at += stride) {
    const hash = hashAt(section, list, at)
    const numbers = list.slice(at + 1, at + stride).map((item, i) => {
      if (typeof item === 'number' && Number.isFinite(item)) return item
      throw section.refuse(`hash_map/${at + 1 + i}`, { found: typeof item, expected: 'a number' })
    })
    if (hash !== emptySlot) entries.push({ hash, numbers })
  }
  entries.sort((a, b) => (a.hash < b.hash ? -1 : 1))
  const twice = entries.findIndex(({ hash }, i) => i > 0 && entries[i - 1]?.hash === hash)
  if (twice >= 0) {
    const detail = { found: `the hash ${entries[twice]?.hash} twice`, expected: 'each once' }
    throw section.refuse('hash_map', detail)
  }
  return {
    hashes: BigUint64Array.from(entries, ({ hash }) => hash),
    numbers: Float64Array.from(entries.flatMap(({ numbers }) => numbers)),
    width,
    denominator: section.integer('counter_denominator', 0, Number.MAX_SAFE_INTEGER),
  }
}

function hashAt(section: Section, list: readonly unknown[], at: number): bigint {
  const text = list[at]
  const hash = typeof text === 'string' && /^\d{1,20}$/.test(text) ? BigInt(text) : undefined
  if (hash !== undefined && hash <= emptySlot) return hash
  const detail = { found: shown(text), expected: 'a whole number of 64 bits' }
  throw section.refuse(`hash_map/${at}`, detail)
}
