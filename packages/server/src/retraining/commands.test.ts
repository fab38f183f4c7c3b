import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import type { Client, PushOptions } from '@ratchet-ml/client'
import { loadPackage, readStoredZip } from '@ratchet-ml/scoring'
import { expect, test } from 'vitest'
import { aFolder } from '../datasets/testing/write-parquet.ts'
import { parseArguments } from '../platform/cli-kit/parse-arguments.ts'
import type { CommandContext } from '../platform/cli-kit/types.ts'
import { createLogger } from '../platform/logger.ts'
import { parseProject } from '../platform/project.ts'
import { manualClock } from '../platform/testing/manual-clock.ts'
import { retrainingCommands } from './commands.ts'
import { writeFlights } from './testing/flights-like.ts'

const yaml = `ratchet: 1
models:
  flights: { purpose: tell who waits, owner: ops }
datasets:
  flights:
    files: flights.parquet
    time: { column: date, zone: UTC }
    derive: { hour: hour(date), late: delay > 15 }
    label: late
`

test('writes the package and prints what was learned', async () => {
  const world = await aWorld()
  expect(await world.run('logistic', '--dataset', 'flights', '-o', 'out.ratchet')).toBe(0)
  const bytes = new Uint8Array(await readFile(join(world.folder, 'out.ratchet')))
  const pkg = await loadPackage(readStoredZip(bytes))
  expect(world.printed.human).toContain(pkg.digest)
  expect(world.printed.human).toMatch(/rows {6}392, 2001-01-01T00:00:00Z/)
  expect(world.printed.data).toMatchObject({ digest: pkg.digest, rows: 392, leaking: ['delay'] })
})

test('pushes the package with where it came from', async () => {
  const world = await aWorld()
  const bounds = ['--from', '2001-01', '--until', '2001-02']
  await world.run('logistic', '--dataset', 'flights', ...bounds, '--name', 'flights')
  const [pushed] = world.pushed
  expect(pushed?.model).toBe('flights')
  expect(pushed?.options).toMatchObject({
    purpose: 'tell who waits',
    owner: 'ops',
    provenance: {
      dataset: 'flights',
      by: 'ratchet train logistic --label late --l2 1',
      trainedOn: { from: '2001-01-01T00:00:00.000000Z', until: '2001-02-01T00:00:00.000000Z' },
    },
  })
  expect(world.printed.data).toMatchObject({ version: 'flights@1' })
})

test('takes a file without a project, with columns derived on the way', async () => {
  const world = await aWorld('')
  const derived = ['--derive', 'hour=hour(date)', '--derive', 'late=delay >= 15']
  const columns = ['--label', 'late', '--features', 'hour,distance', '--time', 'date']
  const args = ['--rows', 'flights.parquet', ...derived, ...columns, '-o', 'out.ratchet']
  expect(await world.run('logistic', ...args)).toBe(0)
  expect(world.printed.data).toMatchObject({
    features: [{ name: 'hour' }, { name: 'distance' }],
  })
})

test('leaves out text that names the rows, unless it is asked for', async () => {
  const world = await aWorld('')
  const rows = Array.from({ length: 40 }, (_, i) => `p${i},${i},${i % 7 < 3 ? 1 : 0}`)
  await writeFile(join(world.folder, 'rows.csv'), ['id,x,y', ...rows, ''].join('\n'))
  const args = ['logistic', '--rows', 'rows.csv', '--label', 'y', '-o']
  await world.run(...args, 'out.ratchet')
  expect(world.printed.data).toMatchObject({ identifiers: ['id'], features: [{ name: 'x' }] })
  expect(world.printed.human).toContain('left out  id: a value of its own for most rows')
  await writeFile(
    join(world.folder, 'ids.csv'),
    ['id,y', ...rows.map((row) => row.replace(/,.*,/, ','))].join('\n'),
  )
  const nothing = ['logistic', '--rows', 'ids.csv', '--label', 'y', '-o', 'none.ratchet']
  await expect(world.run(...nothing)).rejects.toThrow('is left to learn from')
  await world.run(...args, 'asked.ratchet', '--features', 'id,x')
  expect(world.printed.data).toMatchObject({ identifiers: [], features: [{ levels: 40 }, {}] })
})

test('takes the only dataset where none is named', async () => {
  const world = await aWorld()
  expect(await world.run('logistic', '-o', 'out.ratchet')).toBe(0)
  expect(world.printed.data).toMatchObject({ dataset: 'flights' })
})

test('keeps a file that is there, unless told to replace it', async () => {
  const world = await aWorld()
  const args = ['logistic', '--dataset', 'flights', '-o', 'out.ratchet']
  await writeFile(join(world.folder, 'out.ratchet'), 'precious')
  await expect(world.run(...args)).rejects.toMatchObject({ code: 'file-exists' })
  expect(await readFile(join(world.folder, 'out.ratchet'), 'utf8')).toBe('precious')
  expect(await world.run(...args, '--force')).toBe(0)
  expect((await readdir(world.folder)).sort()).toEqual(['flights.parquet', 'out.ratchet'])
})

test.each([
  ['an unknown trainer', ['magic', '--dataset', 'flights'], 'usage', /logistic, linear/],
  [
    'both dataset and rows',
    ['logistic', '--dataset', 'flights', '--rows', 'a.csv'],
    'usage',
    /--rows/,
  ],
  ['an unknown dataset', ['logistic', '--dataset', 'fligths'], 'dataset-not-found', /fligths/],
  [
    'a derived column without an expression',
    ['logistic', '--rows', 'flights.parquet', '--derive', 'hour'],
    'usage',
    /NAME=EXPRESSION/,
  ],
])('refuses %s', async (_, args, code, message) => {
  const world = await aWorld()
  await expect(world.run(...args, '-o', 'out.ratchet')).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  })
})

test('refuses to train for nothing, and to write where there is no folder', async () => {
  const world = await aWorld()
  const args = ['logistic', '--dataset', 'flights']
  await expect(world.run(...args)).rejects.toMatchObject({ code: 'usage' })
  const nowhere = world.run(...args, '-o', 'no/such/out.ratchet')
  await expect(nowhere).rejects.toMatchObject({ code: 'file-not-found' })
})

interface Pushed {
  readonly model: string
  readonly options: PushOptions | undefined
}

async function aWorld(projectText = yaml) {
  const folder = await aFolder()
  await writeFlights(folder)
  const pushed: Pushed[] = []
  const printed: { human: string; data: unknown } = { human: '', data: undefined }
  const [train] = retrainingCommands
  if (train === undefined) throw new Error('there is no command')
  return {
    folder,
    pushed,
    printed,
    run: (...args: readonly string[]) => {
      const context: CommandContext = {
        ...aContext(folder, projectText),
        client: async () => aClient(pushed),
        print: (human, data) => Object.assign(printed, { human, data }),
      }
      return train.run(context, parseArguments(train, args))
    },
  }
}

function aContext(folder: string, projectText: string): Omit<CommandContext, 'client' | 'print'> {
  const sink = new PassThrough().resume()
  const clock = manualClock()
  return {
    stdin: sink,
    stdout: sink,
    stderr: sink,
    isTerminal: false,
    json: false,
    workingFolder: folder,
    clock,
    signal: new AbortController().signal,
    note: () => {},
    progress: () => ({ update: () => {}, end: () => {} }),
    project: async () =>
      projectText === ''
        ? undefined
        : { file: 'ratchet.yaml', folder, config: parseProject(projectText, 'ratchet.yaml') },
    dataFolder: async () => undefined,
    blobFiles: async () => {
      throw new Error('training keeps no files')
    },
    startEngine: async () => {
      throw new Error('training starts no engine')
    },
    logger: createLogger({ stream: sink, clock, level: 'error' }),
    user: 'tester',
  }
}

function aClient(pushed: Pushed[]): Client {
  const push: Client['push'] = async (model, _archive, options) => {
    pushed.push({ model, options })
    return {
      outcome: 'created',
      version: {
        model,
        version: pushed.length,
        digest: `sha256:${'0'.repeat(64)}`,
        format: 'ratchet-training',
        task: 'binary',
        sizeBytes: 1,
        createdAt: '2026-01-01T00:00:00Z',
        createdBy: 'os:tester',
        provenance: {},
        aliases: [],
      },
    }
  }
  // The command calls nothing else.
  return { push } as Partial<Client> as Client
}
