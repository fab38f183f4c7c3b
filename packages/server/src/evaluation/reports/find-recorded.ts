import { Problem } from '../../platform/problem.ts'

/** What is known of a recorded document without reading it. */
export interface Recorded {
  readonly id: string
  readonly recordedAt: string
}

/** Where recorded documents of one kind are found. */
export interface Shelf<T> {
  /** Such as `back-test`. */
  readonly what: string
  /** Of one model, or all. */
  list(model?: string): Promise<readonly Recorded[]>
  get(id: string): Promise<T>
  /** Code of the problem where there is none, and what makes one. */
  readonly missing: {
    readonly code: 'backtest-not-found' | 'check-not-found'
    hint(asked: string): string
  }
}

/**
 * The newest document of a model, or the one whose digest begins so.
 *
 * @throws Problem `backtest-not-found`, `check-not-found`; `usage` where several digests begin so
 */
export async function findRecorded<T>(shelf: Shelf<T>, asked: string): Promise<T> {
  const ofModel = await shelf.list(asked)
  const [newest] = [...ofModel].sort((a, b) => compare(b.recordedAt, a.recordedAt))
  if (newest !== undefined) return shelf.get(newest.id)
  const start = /^(?:sha256:)?([0-9a-f]{6,64})$/.exec(asked)?.[1]
  const all = start === undefined ? [] : await shelf.list()
  const found = all.filter(({ id }) => id.startsWith(`sha256:${start}`))
  const [only] = found
  if (only !== undefined && found.length === 1) return shelf.get(only.id)
  if (found.length > 1) {
    const names = found.slice(0, 4).map(({ id }) => id.slice(0, 25))
    const hint = 'Give more of the id.'
    throw new Problem('usage', `${asked} begins the ids of ${names.join(', ')}.`, { hint })
  }
  const { code, hint } = shelf.missing
  throw new Problem(code, `There is no ${shelf.what} of ${JSON.stringify(asked)}.`, {
    hint: `Make one: ${hint(asked)}. An id is at least its first six characters.`,
  })
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}
