/** Bounds on what a program may ask for; far above any real model, far below what hurts a server. */
export const limits = {
  steps: 1_000,
  /** Doubles per row of one value. */
  width: 4_000_000,
  trees: 4_000_000,
  /** Nodes from a tree's root to its deepest leaf. */
  depth: 4_096,
  /** Comparisons that one row may cost in the worst case. */
  comparisonsPerRow: 50_000_000,
} as const
