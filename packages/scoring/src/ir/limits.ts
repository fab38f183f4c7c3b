/** Bounds on what a program may ask for; far above any real model, far below what hurts a server. */
export const limits = {
  steps: 1_000,
  /** Doubles per row of one value. */
  width: 4_000_000,
  /** Doubles per row of all values together: what an execution must have room for. */
  totalWidth: 16_000_000,
  trees: 4_000_000,
  /** Nodes from a tree's root to its deepest leaf. */
  depth: 4_096,
  /** Comparisons that one row may cost in the worst case. */
  comparisonsPerRow: 10_000_000,
  /** Row costs (`rowCost`) that a package may ask for at every load to replay its rows. */
  replayCost: 400_000_000,
} as const
