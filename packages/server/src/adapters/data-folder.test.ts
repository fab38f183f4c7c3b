import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packPackage } from '@ratchet-ml/scoring'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLogger } from '../platform/logger.ts'
import { smallPackage } from '../registry/testing/small-package.ts'
import { openRegistry } from './testing/open-registry.ts'

const cause = { actor: 'os:ada', reason: '' } as const
let parent: string

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'ratchet-data-'))
})

afterEach(() => {
  rmSync(parent, { recursive: true })
})

test('finds everything again after it was closed', async () => {
  const pkg = await smallPackage(1)
  const first = openRegistry(join(parent, 'data'), silentLogger)
  await first.registry.push('flights', packPackage(pkg), {}, cause)
  const head = await first.folder.metadata.ledger.head()
  first.folder.close()
  const second = openRegistry(join(parent, 'data'), silentLogger)
  expect(await second.registry.version('flights', 'latest')).toMatchObject({ digest: pkg.digest })
  expect(await second.folder.metadata.ledger.verify(head)).toMatchObject({ outcome: 'intact' })
  second.folder.close()
})

test('is owned once within a process too', () => {
  const { folder } = openRegistry(join(parent, 'data'), silentLogger)
  expect(() => openRegistry(join(parent, 'data'), silentLogger)).toThrow(
    expect.objectContaining({ code: 'data-folder-owned' }),
  )
  folder.close()
  openRegistry(join(parent, 'data'), silentLogger).folder.close()
})

/** A disk of 512 kB, where this user may mount one. */
function mountSmallDisk(): string | undefined {
  const disk = join(parent, 'disk')
  mkdirSync(disk)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'none', disk], { stdio: 'ignore' })
    return disk
  } catch {
    return undefined
  }
}

test('says that the disk is full, and has every acknowledged push and no half one', async (context) => {
  const disk = mountSmallDisk()
  if (disk === undefined) return context.skip('only a user who may mount can make a full disk')
  try {
    const path = join(disk, 'data')
    const { folder, registry } = openRegistry(path, silentLogger)
    let acknowledged = 0
    const pushUntilFull = async () => {
      for (; acknowledged < 200; acknowledged++) {
        const archive = packPackage(await smallPackage(acknowledged + 1))
        await registry.push('flights', archive, { provenance: { by: 'test' } }, cause)
      }
    }
    await expect(pushUntilFull()).rejects.toMatchObject({ code: 'disk-full' })
    expect(acknowledged).toBeGreaterThan(0)
    expect(await registry.versions('flights')).toHaveLength(acknowledged)
    for (let n = 1; n <= acknowledged; n++) await registry.package('flights', String(n))
    expect(await folder.metadata.ledger.verify()).toMatchObject({ outcome: 'intact' })
    folder.close()
    expect(existsSync(join(path, 'blobs', 'staged'))).toBe(true)
  } finally {
    execFileSync('umount', [disk])
  }
})

test('says that the disk is full when there is no room to begin with', (context) => {
  const disk = mountSmallDisk()
  if (disk === undefined) return context.skip('only a user who may mount can make a full disk')
  try {
    execFileSync('dd', ['if=/dev/zero', `of=${join(disk, 'full')}`, 'bs=1k'], {
      stdio: 'ignore',
    })
  } catch {
    // dd ends when the disk is full, as it should
  }
  try {
    expect(() => openRegistry(join(disk, 'data'), silentLogger)).toThrow(
      expect.objectContaining({ code: 'disk-full' }),
    )
  } finally {
    execFileSync('umount', [disk])
  }
})
