import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { acquireFolderLock } from './folder-lock.ts'

let path: string

beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'ratchet-lock-')), 'lock.db')
})

afterEach(() => {
  rmSync(join(path, '..'), { recursive: true })
})

test('is held by one at a time within a process', () => {
  const first = acquireFolderLock(path)
  expect(first).toBeDefined()
  expect(acquireFolderLock(path)).toBeUndefined()
  first?.release()
  const second = acquireFolderLock(path)
  expect(second).toBeDefined()
  second?.release()
})

test('is freed by the kernel when its holder is killed', async () => {
  const code = `
    const { acquireFolderLock } = await import(${JSON.stringify(import.meta.resolve('./folder-lock.ts'))})
    globalThis.lock = acquireFolderLock(${JSON.stringify(path)})
    console.log('held')
    setInterval(() => {}, 1_000)`
  const args = ['--conditions=ratchet-source', '--input-type=module', '-e', code]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  expect(acquireFolderLock(path)).toBeUndefined()
  child.kill('SIGKILL')
  await once(child, 'exit')
  const lock = acquireFolderLock(path)
  expect(lock).toBeDefined()
  lock?.release()
})
