import { createHash } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { JudgedPartition } from '../judge/judge-job.ts'

/** Of what is kept: what another release wrote in another form is judged anew. */
const format = 'ratchet judged partition 2\n'
const hashBytes = 32

/** The folder of a back-test that is being run, below that of all of them. */
export function folderOfRun(folder: string, id: string): string {
  return join(folder, id.replace(/^sha256:/, ''))
}

/**
 * Keeps a judged partition: it is there with all its bytes or not at all, whatever ends the process or
 * the machine afterwards.
 */
export async function keepPartition(folder: string, judged: JudgedPartition): Promise<void> {
  const body = Buffer.concat([Buffer.from(format), serialize(judged)])
  const path = join(folder, nameOf(judged.index))
  const staged = `${path}.${process.pid}.new`
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = await open(staged, 'w', 0o600)
  try {
    await file.writeFile(hashOf(body))
    await file.appendFile(body)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(staged, path)
  await syncFolder(folder)
}

/** Numbers of the partitions that are kept whole. */
export async function listKept(folder: string): Promise<ReadonlySet<number>> {
  const kept = new Set<number>()
  for (const name of await namesIn(folder)) {
    const index = Number(/^(\d+)\.judged$/.exec(name)?.[1] ?? Number.NaN)
    if (!Number.isNaN(index) && (await readKept(folder, index)) !== undefined) kept.add(index)
  }
  return kept
}

/** A kept partition; `undefined` where there is none, or not all of it. */
export async function readKept(
  folder: string,
  index: number,
): Promise<JudgedPartition | undefined> {
  const bytes = await readOrUndefined(join(folder, nameOf(index)))
  if (bytes === undefined || bytes.length < hashBytes + format.length) return undefined
  const body = bytes.subarray(hashBytes)
  const isWhole = hashOf(body).equals(bytes.subarray(0, hashBytes))
  if (!isWhole || body.toString('latin1', 0, format.length) !== format) return undefined
  // Whole, and of this form: these are the bytes that `keepPartition` wrote.
  return deserialize(body.subarray(format.length)) as JudgedPartition
}

/** Removes what was kept of a back-test. */
export async function removeKept(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}

function nameOf(index: number): string {
  return `${String(index).padStart(5, '0')}.judged`
}

function hashOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch {
    return [] // nothing was kept
  }
}

async function readOrUndefined(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch {
    return undefined // nothing was kept
  }
}

async function syncFolder(folder: string): Promise<void> {
  const file = await open(folder, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
