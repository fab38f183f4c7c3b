import type { JudgeUnit, PartitionTask } from '../judge/judge-job.ts'

/**
 * Shares partitions out into readings. Those whose span can be read alone are a unit each, the largest
 * first; else each worker reads all rows for its share, and one alone reads where reading costs most.
 *
 * @param readers how many may read all rows, each for a share of the partitions
 */
export function shareOut(
  tasks: readonly PartitionTask[],
  canReadSpans: boolean,
  readers: number,
): readonly JudgeUnit[] {
  const largestFirst = tasks.toSorted((a, b) => b.rows - a.rows || a.index - b.index)
  if (canReadSpans) return largestFirst.map((task) => ({ reads: 'span', tasks: [task] }))
  const shares = Array.from({ length: Math.min(readers, tasks.length) }, () => ({
    rows: 0,
    tasks: [] as PartitionTask[],
  }))
  for (const task of largestFirst) {
    const least = shares.reduce((a, b) => (b.rows < a.rows ? b : a))
    least.rows += task.rows
    least.tasks.push(task)
  }
  return shares.map((share) => ({ reads: 'all', tasks: share.tasks }))
}
