import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { JudgedContender, JudgedPartition } from '../judge/judge-job.ts'
import { readKeptHead, readKeptPart, toKeptFile } from './kept-file.ts'

/** The folder of a back-test that is being run, below that of all of them. */
export function folderOfRun(folder: string, id: string): string {
  return join(folder, id.replace(/^sha256:/, ''))
}

/**
 * Keeps a judged partition: it is there with all its bytes or not at all, whatever ends the process or
 * the machine afterwards.
 */
export async function keepPartition(folder: string, judged: JudgedPartition): Promise<void> {
  const path = join(folder, nameOf(judged.index))
  const staged = `${path}.${process.pid}.new`
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = await open(staged, 'w', 0o600)
  try {
    for (const piece of toKeptFile(judged)) await file.appendFile(piece)
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
    if (!Number.isNaN(index) && (await isKeptWhole(folder, index))) kept.add(index)
  }
  return kept
}

/** A kept partition, but for what was gathered; `undefined` where there is none, or not all of it. */
export async function readKept(
  folder: string,
  index: number,
): Promise<JudgedPartition | undefined> {
  return await readFrom(folder, index, async (file) => (await readKeptHead(file))?.head.judged)
}

/** One contender of a kept partition with what was gathered; `undefined` where not all of it is there. */
export async function readKeptContender(
  folder: string,
  index: number,
  contender: number,
): Promise<JudgedContender | undefined> {
  return await readFrom(folder, index, async (file) => {
    const found = await readKeptHead(file)
    const told = found?.head.judged.contenders[contender]
    const part = found?.head.parts[contender]
    if (told === undefined || part === undefined) return told
    const gathered = await readKeptPart(file, found?.end ?? 0, part)
    return gathered && { ...told, gathered }
  })
}

async function isKeptWhole(folder: string, index: number): Promise<boolean> {
  const found = await readFrom(folder, index, async (file) => {
    const found = await readKeptHead(file)
    for (const part of found?.head.parts ?? []) {
      if (part && (await readKeptPart(file, found?.end ?? 0, part)) === undefined) return undefined
    }
    return found
  })
  return found !== undefined
}

/** Removes what was kept of a back-test. */
export async function removeKept(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}

function nameOf(index: number): string {
  return `${String(index).padStart(5, '0')}.judged`
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch {
    return [] // nothing was kept
  }
}

async function readFrom<T>(
  folder: string,
  index: number,
  read: (file: FileHandle) => Promise<T | undefined>,
): Promise<T | undefined> {
  let file: FileHandle
  try {
    file = await open(join(folder, nameOf(index)), 'r')
  } catch {
    return undefined // nothing was kept
  }
  try {
    return await read(file)
  } finally {
    await file.close()
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
