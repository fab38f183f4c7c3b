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
 * @returns depths by root and levels by node (0 where no root leads), or the node at which a path
 * comes back to itself
 */
export function treeDepths(
  { left, right }: Children,
  roots: Int32Array,
): { readonly depths: Int32Array; readonly levels: Int32Array } | { readonly cycleAt: number } {
  const levels = new Int32Array(left.length)
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
          if (levelsOf(child) === open) return { cycleAt: child }
          if (child >= 0 && levels[child] === unknown) stack.push(child)
        }
      } else {
        stack.pop()
        if (levels[node] === open) levels[node] = 1 + Math.max(levelsOf(a), levelsOf(b))
      }
    }
  }
  return { depths: roots.map(levelsOf), levels }
}
