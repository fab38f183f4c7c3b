/** Children of every node; below zero stands for the leaf `~child`. */
export interface Children {
  readonly left: Int32Array
  readonly right: Int32Array
}

/** Levels of a node's subtree not known yet, and under way. */
const unknown = 0
const open = -1

/**
 * Comparisons from each root to its deepest leaf; a leaf as root has none. Subtrees may be shared.
 * Visits every node once, without recursion. Children must lie inside the arrays.
 *
 * @returns depths by root, or the node at which a path comes back to itself
 */
export function treeDepths(
  children: Children,
  roots: Int32Array,
): { readonly depths: Int32Array } | { readonly cycleAt: number } {
  const levels = new Int32Array(children.left.length)
  if (!levelsBackwards(children, levels)) {
    const cycleAt = levelsFromRoots(children, roots, levels.fill(unknown))
    if (cycleAt !== undefined) return { cycleAt }
  }
  return { depths: roots.map((root) => (root < 0 ? 0 : (levels[root] as number))) }
}

/** One pass from the last node to the first, if every node comes before its children, as most do. */
function levelsBackwards({ left, right }: Children, levels: Int32Array): boolean {
  for (let node = levels.length - 1; node >= 0; node--) {
    const [a, b] = [left[node] as number, right[node] as number]
    if ((a >= 0 && a <= node) || (b >= 0 && b <= node)) return false
    const levelsA = a < 0 ? 0 : (levels[a] as number)
    const levelsB = b < 0 ? 0 : (levels[b] as number)
    levels[node] = 1 + (levelsA > levelsB ? levelsA : levelsB)
  }
  return true
}

/** Depth first in any order of nodes; answers a node that leads to itself. */
function levelsFromRoots(
  { left, right }: Children,
  roots: Int32Array,
  levels: Int32Array,
): number | undefined {
  const levelsOf = (child: number) => (child < 0 ? 0 : (levels[child] as number))
  const stack: number[] = []
  for (const root of roots) {
    if (root >= 0 && levels[root] === unknown) stack.push(root)
    while (stack.length > 0) {
      // The stack is not empty, and what it holds are nodes.
      const node = stack.at(-1) as number
      const [a, b] = [left[node] as number, right[node] as number]
      if (levels[node] === unknown) {
        levels[node] = open
        for (const child of [a, b]) {
          if (levelsOf(child) === open) return child
          if (child >= 0 && levels[child] === unknown) stack.push(child)
        }
      } else {
        stack.pop()
        if (levels[node] === open) levels[node] = 1 + Math.max(levelsOf(a), levelsOf(b))
      }
    }
  }
  return undefined
}
