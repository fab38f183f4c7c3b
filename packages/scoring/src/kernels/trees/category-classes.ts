import type { CategorySets, NormalForest } from './normal-forest.ts'

/** Classes are bytes; the last one is what is in every set. */
const mostClasses = 255
/** Bytes of the bits of all classes. */
const bitBytes = 32

/**
 * Categories as classes: categories that are in the same sets wherever a view is asked are one class.
 * Class 0 is in no set, class 255 in every one.
 */
export interface CategoryClasses {
  /** Per view of a category: the class of each category, 0 beyond the end. */
  readonly classes: readonly Uint8Array[]
  /** Per view and set that are asked together: 256 bits, one for each class in the set. */
  readonly sets: readonly { readonly view: number; readonly bits: Uint8Array }[]
  /** Per category node: which of these it asks. */
  readonly nodeSets: Int32Array
}

/** `undefined` when a view takes more classes than there are. */
export function classifyCategories(forest: NormalForest): CategoryClasses | undefined {
  const { asked, nodeSets } = findAskedSets(forest)
  const codesOf = (set: number): readonly number[] => listCodes(forest.sets, set)
  const classes: Uint8Array[] = []
  const sets = asked.map(({ view }) => ({ view, bits: new Uint8Array(bitBytes) }))
  const byView = Map.groupBy(asked.keys(), (i) => asked[i]?.view)
  for (const view of forest.categories.keys()) {
    const own = (byView.get(view) ?? []).map((i) => ({ i, codes: codesOf(asked[i]?.set ?? 0) }))
    const classOf = classesOf(own.map(({ codes }) => codes))
    if (classOf === undefined) return undefined
    for (const { i, codes } of own) {
      for (const code of codes) setBit(sets[i]?.bits, classOf[code] as number)
      setBit(sets[i]?.bits, mostClasses)
    }
    classes.push(classOf)
  }
  return { classes, sets, nodeSets }
}

/** Each pair of view and set that some node asks, once. */
function findAskedSets({ views, thresholds, categories }: NormalForest): {
  readonly asked: readonly { readonly view: number; readonly set: number }[]
  readonly nodeSets: Int32Array
} {
  const known = new Map<number, number>()
  const asked: { view: number; set: number }[] = []
  const nodeSets = Int32Array.from(views, (view, node) => {
    if (view >= 0) return 0
    const set = thresholds[node] as number
    const key = set * categories.length + ~view
    const found = known.get(key) ?? asked.push({ view: ~view, set }) - 1
    known.set(key, found)
    return found
  })
  return { asked, nodeSets }
}

/** The codes in a set, in order. */
function listCodes(sets: CategorySets | undefined, set: number): readonly number[] {
  const codes: number[] = []
  const start = sets?.offsets[set] ?? 0
  const end = sets?.offsets[set + 1] ?? 0
  for (let at = start; at < end; at++) {
    let word = sets?.words[at] ?? 0
    for (; word !== 0; word = (word & (word - 1)) >>> 0) {
      codes.push((at - start) * 32 + 31 - Math.clz32(word & -word))
    }
  }
  return codes
}

/** The class of each code in the sets. */
function classesOf(sets: readonly (readonly number[])[]): Uint8Array | undefined {
  const codes = 1 + sets.reduce((most, set) => Math.max(most, set.at(-1) ?? -1), -1)
  // Few codes have a class each.
  if (codes < mostClasses) return Uint8Array.from({ length: codes }, (_, code) => code + 1)
  return splitClasses(sets, codes)
}

/** Every set splits the classes that it shares with others. */
function splitClasses(sets: readonly (readonly number[])[], codes: number): Uint8Array | undefined {
  const found = new Int32Array(codes)
  // By class: the last set that has split it, and the class of what is in that set.
  const lastSets = [-1]
  const splits = [0]
  for (const [set, members] of sets.entries()) {
    for (const code of members) {
      const old = found[code] as number
      if (lastSets[old] !== set) {
        lastSets[old] = set
        splits[old] = splits.length
        splits.push(0)
        lastSets.push(set)
      }
      found[code] = splits[old] as number
    }
  }
  // Numbers of classes that were split whole are free again.
  const names = new Map([[0, 0]])
  const classes = new Uint8Array(codes)
  // Codes may go to millions of which few are in any set.
  for (let code = 0; code < codes; code++) {
    const one = found[code] as number
    if (one === 0) continue
    if (!names.has(one)) names.set(one, names.size)
    classes[code] = names.get(one) as number
  }
  return names.size > mostClasses ? undefined : classes
}

function setBit(bits: Uint8Array | undefined, place: number): void {
  if (bits !== undefined) bits[place >> 3] = (bits[place >> 3] as number) | (1 << (place & 7))
}
