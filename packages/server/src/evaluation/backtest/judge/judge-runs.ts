import { join } from 'node:path'
import { createRunRoom, type RunRoom, type RunStore } from '@ratchet-ml/stats'

/** Sorted runs of scores in the files of a folder, which several threads write to and read. */
export interface RunFolder extends RunStore {
  /** Makes all that was written durable, before a state that refers to it is. */
  sync(): void
  close(): void
}

export type OpenRuns = (folder: string) => RunFolder

/** Scores that all threads together hold in memory: 256 MB. */
const mostScores = 1 << 25

/** Where the scores go that memory is not to hold. */
export interface JudgeRuns {
  readonly room: RunRoom
  sync(): void
  close(): void
}

/**
 * @param folder of the back-test that is being run
 * @param threads how many share the memory
 */
export function openJudgeRuns(openRuns: OpenRuns, folder: string, threads: number): JudgeRuns {
  const store = openRuns(join(folder, 'runs'))
  const room = createRunRoom(store, { mostNumbers: Math.floor(mostScores / threads) })
  return { room, sync: () => store.sync(), close: () => store.close() }
}
