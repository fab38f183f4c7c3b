// What a process and all that came of it have used, from /proc: other languages do not tell by message.
import { readdirSync, readFileSync } from 'node:fs'

const ticksPerSecond = 100
const pageBytes = 4096

interface Stat {
  readonly pid: number
  readonly parent: number
  readonly cpuSeconds: number
  readonly rssBytes: number
}

/** CPU time of a process and its descendants that live. */
export function cpuSecondsOf(pid: number): number {
  return treeOf(pid).reduce((sum, one) => sum + one.cpuSeconds, 0)
}

/** Resident memory of a process and its descendants. */
export function rssOf(pid: number): number {
  return treeOf(pid).reduce((sum, one) => sum + one.rssBytes, 0)
}

/** A process and its descendants. */
export function pidsOf(pid: number): readonly number[] {
  return treeOf(pid).map((one) => one.pid)
}

function treeOf(root: number): readonly Stat[] {
  const all = new Map(
    readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0)
      .flatMap((pid) => {
        const stat = statOf(pid)
        return stat === undefined ? [] : [[pid, stat] as const]
      }),
  )
  const isBelow = (pid: number): boolean => {
    if (pid === root) return true
    const parent = all.get(pid)?.parent
    return parent !== undefined && parent > 1 && isBelow(parent)
  }
  return [...all].filter(([pid]) => isBelow(pid)).map(([, stat]) => stat)
}

function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in brackets may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const at = (index: number) => Number(fields[index])
    const cpuSeconds = (at(11) + at(12)) / ticksPerSecond
    return { pid, parent: at(1), cpuSeconds, rssBytes: at(21) * pageBytes }
  } catch {
    return undefined // it ended meanwhile
  }
}
