/** Where two documents first differ, and what each says there. */
export interface FirstDifference {
  /** Such as `partitions[2].results["flights@1"].metrics["auc"].value`. */
  readonly place: string
  readonly recorded: string
  readonly found: string
}

/** The first place in the order of the recorded document; `undefined` where both say the same. */
export function firstDifference(
  recorded: unknown,
  found: unknown,
  place = '',
): FirstDifference | undefined {
  if (Object.is(recorded, found)) return undefined
  if (Array.isArray(recorded) && Array.isArray(found)) {
    for (let i = 0; i < Math.max(recorded.length, found.length); i++) {
      const differs = firstDifference(recorded[i], found[i], `${place}[${i}]`)
      if (differs !== undefined) return differs
    }
    return undefined
  }
  if (isRecord(recorded) && isRecord(found)) {
    for (const key of new Set([...Object.keys(recorded), ...Object.keys(found)])) {
      const differs = firstDifference(recorded[key], found[key], within(place, key))
      if (differs !== undefined) return differs
    }
    return undefined
  }
  return { place, recorded: shown(recorded), found: shown(found) }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function within(place: string, key: string): string {
  const isPlain = /^[A-Za-z_]\w*$/.test(key)
  if (!isPlain) return `${place}[${JSON.stringify(key)}]`
  return place === '' ? key : `${place}.${key}`
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > 100 ? `${text.slice(0, 100)}…` : text
}
