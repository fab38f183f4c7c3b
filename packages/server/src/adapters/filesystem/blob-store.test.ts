import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Digest } from '@ratchet-ml/scoring'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { blobStoreContract } from '../../platform/blobs.contract.ts'
import { silentLogger } from '../../platform/logger.ts'
import { openBlobFolder } from './blob-store.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ratchet-blobs-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const open = () => openBlobFolder(folder, { logger: silentLogger })

blobStoreContract('in files', async () => ({ store: open(), close: async () => {} }))

function pathOf(digest: Digest): string {
  const hex = digest.slice(7)
  return join(folder, hex.slice(0, 2), hex.slice(2, 4), hex)
}

test('refuses damaged bytes, naming both digests, and heals when they are put again', async () => {
  const store = open()
  const digest = await store.put(new Uint8Array([1, 2, 3]))
  writeFileSync(pathOf(digest), new Uint8Array([1, 2, 4]))
  await expect(store.get(digest)).rejects.toMatchObject({
    code: 'package-digest-mismatch',
    message: expect.stringMatching(
      new RegExp(`has the digest sha256:[0-9a-f]{64}; expected ${digest}\\.$`),
    ),
  })
  await store.put(new Uint8Array([1, 2, 3]))
  expect([...((await store.get(digest)) ?? [])]).toEqual([1, 2, 3])
})

test('leaves nothing staged, and sweeps what an ended process left', async () => {
  await open().put(new Uint8Array([1]))
  expect(readdirSync(join(folder, 'staged'))).toEqual([])
  writeFileSync(join(folder, 'staged', 'left-behind'), 'half')
  open()
  expect(readdirSync(join(folder, 'staged'))).toEqual([])
})

test('reads no file outside its folder, whatever it is asked for', async () => {
  const store = open()
  const hostile = 'sha256:../../etc/passwd' as const
  expect(await store.get(hostile)).toBeUndefined()
  expect(await store.has(hostile)).toBe(false)
})

test('says so when its folder cannot be made', () => {
  writeFileSync(join(folder, 'file'), '')
  const beneath = join(folder, 'file', 'blobs')
  expect(() => openBlobFolder(beneath, { logger: silentLogger })).toThrow(
    expect.objectContaining({ code: 'config-invalid' }),
  )
})

/** A disk of 256 kB, where this user may mount one. */
function mountSmallDisk(): string | undefined {
  const disk = join(folder, 'disk')
  mkdirSync(disk)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'none', disk], { stdio: 'ignore' })
    return disk
  } catch {
    return undefined
  }
}

test('says that the disk is full, keeps nothing of the blob and goes on afterwards', async (context) => {
  const disk = mountSmallDisk()
  if (disk === undefined) context.skip('only a user who may mount can make a full disk')
  const at = join(disk ?? '', 'blobs')
  try {
    const store = openBlobFolder(at, { logger: silentLogger })
    const small = await store.put(new Uint8Array(1_000).fill(1))
    await expect(store.put(new Uint8Array(400_000))).rejects.toMatchObject({ code: 'disk-full' })
    expect(readdirSync(join(at, 'staged'))).toEqual([])
    expect(await store.get(small)).toHaveLength(1_000)
    expect(await store.put(new Uint8Array(2_000))).toMatch(/^sha256:/)
  } finally {
    execFileSync('umount', [disk ?? ''])
  }
})
