import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { loadPackage, packPackage } from '@ratchet-ml/scoring'
import type { Dataset } from '../../../datasets/index.ts'
import { Problem } from '../../../platform/problem.ts'
import type { MadeModel, TrainingTask } from '../contenders/types.ts'
import type { ModelTrainer } from './model-trainer.ts'

export interface MakeOptions {
  readonly trainer: ModelTrainer
  readonly dataset: Dataset
  /** Where packages are put, one folder a back-test: tasks do not name the data. */
  readonly folder: string
  readonly signal: AbortSignal
}

/**
 * Does a training task, unless its package is there from an earlier run: the file is written under
 * another name, synced and renamed, so that what is there is whole.
 *
 * @throws Problem those of datasets; what nothing can be learned from is no problem but an answer
 */
export async function makeModel(task: TrainingTask, options: MakeOptions): Promise<MadeModel> {
  const { trainer, dataset, folder, signal } = options
  const path = join(folder, `${task.id}.ratchet`)
  const known = await readIfThere(path)
  if (known !== undefined) return made(path, await loadPackage(known))
  try {
    const pkg = await trainer.train(task, dataset, signal)
    await mkdir(folder, { recursive: true })
    await writeWhole(path, packPackage(pkg))
    return made(path, pkg)
  } catch (thrown) {
    if (!(thrown instanceof Problem) || thrown.code !== 'training-refused') throw thrown
    return { kind: 'refused', because: withoutFullStop(thrown.message) }
  }
}

function made(
  path: string,
  { digest, contract }: Awaited<ReturnType<typeof loadPackage>>,
): MadeModel {
  return { kind: 'made', path, digest, contract }
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await readFile(path))
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined
    throw thrown
  }
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const partial = `${path}.partial`
  const file = await open(partial, 'w')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(partial, path)
}

function withoutFullStop(text: string): string {
  return text.replace(/\.$/, '')
}
