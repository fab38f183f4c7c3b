import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Backtest } from '@ratchet-ml/protocol'
import type { Package } from '@ratchet-ml/scoring'
import type { CommandContext, Progress } from '../../../platform/cli-kit/types.ts'
import { Problem } from '../../../platform/problem.ts'
import type { OpenRuns } from '../judge/judge-runs.ts'
import { backtestId } from '../plan/backtest-id.ts'
import { folderOfRun, listKept, removeKept } from '../run/kept-partitions.ts'
import { removeForgotten } from '../run/remove-forgotten.ts'
import { type RunProgress, runBacktest } from '../run/run-backtest.ts'
import { shelve } from '../run/shelf.ts'
import { type ToRequestOptions, toRequest } from '../run/to-request.ts'

export interface RunParts extends Omit<ToRequestOptions, 'packages'> {
  readonly packages: readonly Package[]
  readonly workers: number
  readonly openRuns: OpenRuns
}

/**
 * Runs a back-test with its progress shown. What is finished when it is broken off is kept in the data
 * folder, where there is one.
 */
export async function runWithProgress(context: CommandContext, parts: RunParts): Promise<Backtest> {
  const { plan, packages, workers, openRuns } = parts
  const folder = await openFolder(context, backtestId(plan))
  const progress = progressOf(context)
  try {
    const shelf = await shelve(join(folder.path, 'packages'), packages)
    const request = toRequest({ ...parts, packages: shelf })
    const backtest = await runBacktest(request, {
      ...{ folder: folder.path, workers, openRuns, signal: context.signal },
      startEngine: context.startEngine,
      onProgress: progress.update,
    })
    await removeKept(folder.path)
    return backtest
  } catch (thrown) {
    if (!folder.isKept) await removeKept(folder.path)
    else if (context.signal.aborted || isOfEngine(thrown)) await sayHowToGoOn(context, folder.path)
    throw thrown
  } finally {
    progress.end()
  }
}

/** What ends an engine once need not end it again. */
function isOfEngine(thrown: unknown): boolean {
  return thrown instanceof Problem && thrown.code === 'engine-failed'
}

async function openFolder(context: CommandContext, id: string) {
  const data = await context.dataFolder()
  if (data !== undefined) {
    const all = join(data, 'backtests')
    const path = folderOfRun(all, id)
    await removeForgotten(all, { now: context.clock.now(), except: path })
    return { path, isKept: true }
  }
  return { path: await mkdtemp(join(tmpdir(), 'ratchet-backtest-')), isKept: false }
}

async function sayHowToGoOn(context: CommandContext, folder: string): Promise<void> {
  const { size } = await listKept(folder)
  const finished = size === 1 ? '1 partition is finished' : `${size} partitions are finished`
  context.note(`Broken off; ${finished} and kept. Run the same command again to go on from there.`)
}

const words = {
  labels: { label: 'labels', unit: 'rows' },
  models: { label: 'training', unit: 'models' },
  rows: { label: 'back-test', unit: 'rows' },
} as const

/** One progress for each thing that is done, one after the other. */
function progressOf(context: CommandContext) {
  let doing: RunProgress['doing'] | undefined
  let shown: Progress | undefined
  return {
    update(progress: RunProgress): void {
      if (progress.doing !== doing) {
        shown?.end()
        doing = progress.doing
        const { label, unit } = words[doing]
        shown = context.progress(label, unit, progress.total)
      }
      shown?.update(progress.done)
    },
    end: () => shown?.end(),
  }
}
