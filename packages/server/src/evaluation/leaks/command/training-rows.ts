import { ServerProblem } from '@ratchet-ml/client'
import { type Dataset, openDataset } from '../../../datasets/index.ts'
import { findSnapshotDataset } from '../../../datasets/snapshots/index.ts'
import type { CommandContext } from '../../../platform/cli-kit/types.ts'
import type { OpenedVersion } from '../../backtest/contenders/versions/open-versions.ts'

/**
 * The snapshots that versions say they were trained on, by the names of the versions; those of the dataset itself
 * are left out, as its rows are read anyway.
 */
export async function openTrainingRows(
  context: CommandContext,
  versions: readonly OpenedVersion[],
  datasetDigest: string,
): Promise<ReadonlyMap<string, Dataset>> {
  const opened = new Map<string, Dataset>()
  for (const { name, provenance } of versions) {
    const digest = /^snapshot (?<digest>sha256:[0-9a-f]{64})$/.exec(provenance?.source ?? '')
      ?.groups?.['digest']
    const dataset = provenance?.dataset?.split('@')[0]
    if (digest === undefined || dataset === undefined || digest === datasetDigest) continue
    const rows = await openKept(context, `snapshot:${dataset}@${digest}`)
    if (rows !== undefined) opened.set(name, rows)
    else context.note(`${name} was trained on ${dataset}@${digest}, which is not kept here.`)
  }
  return opened
}

async function openKept(context: CommandContext, reference: string): Promise<Dataset | undefined> {
  try {
    const kept = await findSnapshotDataset(context, reference)
    return kept && (await openDataset({ ...kept, folder: context.workingFolder }))
  } catch (problem) {
    const isGone = problem instanceof ServerProblem && problem.body.code === 'snapshot-not-found'
    if (isGone) return undefined
    throw problem
  }
}
