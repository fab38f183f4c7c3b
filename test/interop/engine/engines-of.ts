import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/** Graph engines that a process has started. */
export function enginesOf(pid: number | undefined): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((one) => {
      try {
        const stat = readFileSync(`/proc/${one}/stat`, 'utf8')
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
        return (
          parent === pid && readFileSync(`/proc/${one}/cmdline`, 'utf8').includes('graph-engine')
        )
      } catch {
        return false // it is no process, or has ended meanwhile
      }
    })
}

export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (await isSo()) return
    await wait(50)
  }
  throw new Error('It did not come to that within 30 s.')
}
