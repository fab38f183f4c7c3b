import type { MaskLayout } from './mask-layout.ts'

const stepBytes = 64
const vectorBytes = 16

/** Trees in the form of tools/kernels/assembly/lanes.ts. */
export interface LaneLayout {
  /** The groups, one behind the other; each starts with the place behind its end. */
  readonly bytes: Uint8Array
  readonly groupCount: number
  /** Whether trees have up to 64 leaves and two share a group, or up to 32 and four do. */
  readonly isDouble: boolean
  /** Places of leaves that each tree has: 64 or 32. */
  readonly placesPerTree: number
}

/** The same tests as those of the masks, whose trees have up to 64 leaves. */
export function layOutLanes(masks: MaskLayout, columnCount: number): LaneLayout {
  const isDouble = masks.mostBytes > 4
  const laneBytes = isDouble ? 8 : 4
  const perGroup = vectorBytes / laneBytes
  const groupCount = Math.ceil(masks.starts.length / perGroup)
  const groups = Array.from({ length: groupCount }, (_, group) =>
    listLanes(masks, group * perGroup, { perGroup, laneBytes }),
  )
  const steps = groups.map((lanes) => lanes.reduce((most, { size }) => Math.max(most, size), 0))
  const total = steps.reduce((sum, count) => sum + vectorBytes + count * stepBytes, 0)
  const bytes = new Uint8Array(total)
  const words = new Uint32Array(bytes.buffer)
  let at = 0
  groups.forEach((lanes, group) => {
    const end = at + vectorBytes + (steps[group] as number) * stepBytes
    words[at / 4] = end
    for (const lane of lanes)
      writeLane(masks.words, lane, bytes.subarray(at + vectorBytes), columnCount)
    at = end
  })
  return { bytes, groupCount, isDouble, placesPerTree: 8 * laneBytes }
}

/** A byte of a tree's bits: its place in the vector, and its tests among the words of the masks. */
interface Lane {
  readonly place: number
  readonly first: number
  readonly size: number
}

function listLanes(
  { words, starts }: MaskLayout,
  firstTree: number,
  { perGroup, laneBytes }: { readonly perGroup: number; readonly laneBytes: number },
): readonly Lane[] {
  const lanes: Lane[] = []
  const end = Math.min(starts.length, firstTree + perGroup)
  for (let tree = firstTree; tree < end; tree++) {
    const start = starts[tree] as number
    const bytes = words[start] as number
    let first = start + 2 + ((bytes + 1) >> 1)
    for (let byte = 0; byte < bytes; byte++) {
      const sizes = words[start + 2 + (byte >> 1)] as number
      const size = byte & 1 ? sizes >>> 16 : sizes & 0xffff
      lanes.push({ place: (tree - firstTree) * laneBytes + byte, first, size })
      first += size
    }
  }
  return lanes
}

function writeLane(
  words: Uint32Array,
  { place, first, size }: Lane,
  group: Uint8Array,
  columnCount: number,
): void {
  for (let step = 0; step < size; step++) {
    const test = words[first + step] as number
    const column = test & 0xffff
    const isFlipped = column >= columnCount
    const at = step * stepBytes + place
    group[at] = isFlipped ? column - columnCount : column
    group[at + vectorBytes] = isFlipped ? 255 : 0
    group[at + 2 * vectorBytes] = (test >>> 16) & 255
    group[at + 3 * vectorBytes] = test >>> 24
  }
}
