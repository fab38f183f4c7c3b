import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLogger } from '../../platform/logger.ts'
import { type DataFolderOptions, openDataFolder } from './data-folder.ts'
import { readServerFile } from './server-file.ts'

let folder: string

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'ratchet-folder-')), 'data')
})

afterEach(() => {
  rmSync(join(folder, '..'), { recursive: true, force: true })
})

interface Metadata {
  close(): void
}

/** An engine whose lock holds within this test, and whose metadata is nothing. */
function anEngine(): DataFolderOptions<Metadata>['engine'] {
  let isHeld = false
  return {
    lock: () => {
      if (isHeld) return undefined
      isHeld = true
      return {
        release: () => {
          isHeld = false
        },
      }
    },
    open: () => ({ close: () => {} }),
  }
}

const server = {
  ...{ pid: 4_711, url: 'http://127.0.0.1:8080', socket: '/run/ratchet.sock' },
  startedAt: '2026-01-01T00:00:00.000000Z',
}

function opening(engine = anEngine()) {
  return openDataFolder(folder, { engine, logger: silentLogger, release: '0.1.0' })
}

test('makes a folder that says its format and who wrote it', () => {
  opening().close()
  expect(JSON.parse(readFileSync(join(folder, 'format.json'), 'utf8'))).toEqual({
    ...{ format: 3, writtenBy: 'ratchet 0.1.0' },
  })
  opening().close()
})

test('refuses a second owner, naming the process id and the URL of the first', () => {
  const engine = anEngine()
  const first = opening(engine)
  first.announce(server)
  expect(() => opening(engine)).toThrow(
    expect.objectContaining({
      code: 'data-folder-owned',
      message: `${folder} is owned by the server with process id 4711 at http://127.0.0.1:8080.`,
    }),
  )
  first.close()
  opening(engine).close()
})

test('says where the server is while it lives, and forgets one that was killed', () => {
  const first = opening()
  first.announce(server)
  expect(readServerFile(folder)).toEqual(server)
  const second = opening() // another engine: the first owner's lock went with its process
  expect(readServerFile(folder)).toBeUndefined()
  second.announce(server)
  second.close()
  expect(existsSync(join(folder, 'server.json'))).toBe(false)
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
})

test('takes no word from a server.json that cannot be understood', () => {
  opening().close()
  for (const text of ['', '{', '[]', '{"pid":"x"}']) {
    writeFileSync(join(folder, 'server.json'), text)
    expect(readServerFile(folder)).toBeUndefined()
  }
})

test.each([1, 2])('brings a folder of form %d up to this one', (format) => {
  mkdirSync(folder)
  writeFileSync(join(folder, 'format.json'), `{"format":${format},"writtenBy":"ratchet 0.1.0"}`)
  opening().close()
  expect(JSON.parse(readFileSync(join(folder, 'format.json'), 'utf8')).format).toBe(3)
  for (const name of ['log', 'outcomes', 'history']) {
    expect(existsSync(join(folder, name)), name).toBe(true)
  }
})

test('refuses a folder of a newer release and leaves it as it was', () => {
  mkdirSync(folder)
  const text = '{"format":4,"writtenBy":"ratchet 3.0.0"}'
  writeFileSync(join(folder, 'format.json'), text)
  const engine = anEngine()
  expect(() => opening(engine)).toThrow(
    expect.objectContaining({
      code: 'data-folder-newer',
      message: `${folder} has format 4, written by ratchet 3.0.0; this release, 0.1.0, reads up to format 3.`,
    }),
  )
  expect(readdirSync(folder)).toEqual(['format.json'])
  expect(engine.lock('')).toBeDefined()
})

test.each([
  ['is not JSON', '{'],
  ['has no format', '{"writtenBy":"x"}'],
])('refuses a folder whose format.json %s', (_, text) => {
  mkdirSync(folder)
  writeFileSync(join(folder, 'format.json'), text)
  expect(() => opening()).toThrow(expect.objectContaining({ code: 'data-folder-corrupt' }))
})

test('makes no data folder of a folder that holds something else', () => {
  mkdirSync(folder)
  writeFileSync(join(folder, 'thesis.tex'), '')
  expect(() => opening()).toThrow(
    expect.objectContaining({
      code: 'data-folder-corrupt',
      message: expect.stringContaining('holds thesis.tex and no format.json'),
    }),
  )
  expect(readdirSync(folder)).toEqual(['thesis.tex'])
})

test('finishes what a process began that was killed while it made the folder', () => {
  mkdirSync(folder)
  writeFileSync(join(folder, 'lock.db'), '')
  writeFileSync(join(folder, 'format.json.part'), '{"form')
  // Of a back-test that was not recorded.
  mkdirSync(join(folder, 'backtests'))
  opening().close()
  expect(existsSync(join(folder, 'format.json'))).toBe(true)
})

test('says so when the data folder is a file', () => {
  writeFileSync(folder, '')
  expect(() => opening()).toThrow(
    expect.objectContaining({
      code: 'config-invalid',
      message: `The data folder ${folder} is a file.`,
    }),
  )
})
