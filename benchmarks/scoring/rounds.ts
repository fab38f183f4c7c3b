import { median } from '../median.ts'
/** A competitor: how long one measurement of it took, in microseconds a row. */
export interface Entry {
  readonly name: string
  measure(): Promise<number>
}

export interface Result {
  readonly name: string
  readonly median: number
  readonly least: number
  readonly most: number
  /** Median over rounds of this entry's time by the first entry's time in the same round. */
  readonly ratio: number
}

/** Measures all entries in every round, so that what else the machine does meets them alike. */
export async function compareInRounds(
  entries: readonly Entry[],
  rounds: number,
): Promise<readonly Result[]> {
  const times = entries.map((): number[] => [])
  for (const entry of entries) await entry.measure()
  for (let round = 0; round < rounds; round++) {
    for (const [i, entry] of entries.entries()) times[i]?.push(await entry.measure())
  }
  return entries.map(({ name }, i) => {
    const own = times[i] ?? []
    const ratios = own.map((time, round) => time / (times[0]?.[round] ?? Number.NaN))
    return {
      name,
      median: median(own),
      least: Math.min(...own),
      most: Math.max(...own),
      ratio: median(ratios),
    }
  })
}

export function printResults(title: string, results: readonly Result[]): void {
  console.log(`\n${title}`)
  for (const { name, median: middle, least, most, ratio } of results) {
    const spread = `${least.toFixed(2)} - ${most.toFixed(2)}`
    console.log(
      `  x ${ratio.toFixed(2).padStart(6)}   ${name.padEnd(26)} ${middle.toFixed(2)} us (${spread})`,
    )
  }
}
