import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLogger } from '../../platform/logger.ts'
import { openBlobFiles } from './blob-files.ts'
import { openBlobFolder } from './blob-store.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ratchet-files-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const blobs = () => join(folder, 'blobs')
const incoming = () => readdirSync(join(blobs(), 'incoming'))

function sha256(bytes: Uint8Array) {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}` as const
}

test('what is appended is a blob of the same store once it is kept, and not before', async () => {
  const files = openBlobFiles(blobs())
  const store = openBlobFolder(blobs(), { logger: silentLogger })
  const staged = await files.stage()
  await staged.append(new Uint8Array([1, 2]))
  await staged.append(new Uint8Array([3]))
  const digest = await staged.finish()
  expect(digest).toBe(sha256(new Uint8Array([1, 2, 3])))
  expect(await store.has(digest)).toBe(false)
  await staged.keep()
  expect([...((await store.get(digest)) ?? [])]).toEqual([1, 2, 3])
  expect(await files.sizeOf(digest)).toBe(3)
  expect(statSync(files.pathOf(digest)).mode & 0o777).toBe(0o400)
  expect(incoming()).toEqual([])
})

test('a copy has the digest of the file, whatever its length', async () => {
  const files = openBlobFiles(blobs())
  for (const length of [1, 4 << 20, (4 << 20) + 1, 9_000_000]) {
    const bytes = new Uint8Array(length).map((_, i) => i % 251)
    const path = join(folder, 'file')
    writeFileSync(path, bytes)
    let seen = 0
    const { blob, digest } = await files.stageCopy(path, {
      onBytes: (count) => {
        seen += count
      },
    })
    expect(digest).toBe(sha256(bytes))
    expect([blob.bytes, seen]).toEqual([length, length])
    await blob.keep()
    expect(Buffer.compare(readFileSync(files.pathOf(digest)), bytes)).toBe(0)
  }
})

test('the same bytes are kept once, and what is discarded leaves nothing', async () => {
  const files = openBlobFiles(blobs())
  for (let i = 0; i < 2; i++) {
    const staged = await files.stage()
    await staged.append(new Uint8Array([7]))
    await staged.finish()
    await staged.keep()
  }
  const other = await files.stage()
  await other.append(new Uint8Array([8]))
  await other.finish()
  await other.discard()
  expect(incoming()).toEqual([])
  expect(await files.sizeOf(sha256(new Uint8Array([8])))).toBeUndefined()
})

test('what a process that is no more has left is swept, and what a living one stages is not', async () => {
  mkdirSync(join(blobs(), 'incoming'), { recursive: true })
  // No process has this id: it is above the largest that Linux gives.
  mkdirSync(join(blobs(), 'incoming', '99999999-folder'))
  writeFileSync(join(blobs(), 'incoming', '99999999-left'), 'half')
  writeFileSync(join(blobs(), 'incoming', `${process.ppid}-living`), 'half')
  const staged = await openBlobFiles(blobs()).stage()
  await staged.discard()
  expect(incoming()).toEqual([`${process.ppid}-living`])
})

test('an interrupted copy and a file that is not there leave nothing', async () => {
  const files = openBlobFiles(blobs())
  const path = join(folder, 'file')
  writeFileSync(path, new Uint8Array(9_000_000))
  const ended = new AbortController()
  const copying = files.stageCopy(path, { signal: ended.signal, onBytes: () => ended.abort() })
  await expect(copying).rejects.toMatchObject({ name: 'AbortError' })
  await expect(files.stageCopy(join(folder, 'nowhere'))).rejects.toMatchObject({
    code: 'file-not-found',
  })
  expect(incoming()).toEqual([])
})

test('notes are found again under their name, and absent ones are not', async () => {
  await openBlobFiles(blobs()).remember('snapshot a', 'text')
  const files = openBlobFiles(blobs())
  expect(await files.recall('snapshot a')).toBe('text')
  expect(await files.recall('snapshot A')).toBeUndefined()
})

/** A disk of 2 MB, where this user may mount one. */
function mountSmallDisk(): string | undefined {
  const disk = join(folder, 'disk')
  mkdirSync(disk)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', disk], { stdio: 'ignore' })
    return disk
  } catch {
    return undefined
  }
}

test('a full disk is said to be full, and nothing of the copy is left on it', async (context) => {
  const disk = mountSmallDisk()
  if (disk === undefined) return context.skip('only a user who may mount can make a full disk')
  try {
    const at = join(disk, 'blobs')
    const path = join(folder, 'file')
    writeFileSync(path, new Uint8Array(3_000_000).fill(1))
    const files = openBlobFiles(at)
    await expect(files.stageCopy(path)).rejects.toMatchObject({ code: 'disk-full' })
    expect(readdirSync(join(at, 'incoming'))).toEqual([])
    writeFileSync(path, new Uint8Array(1_000))
    await (await files.stageCopy(path)).blob.keep()
  } finally {
    execFileSync('umount', [disk])
  }
})
