import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMetricSet, createRandom, createRunRoom, findMetric } from '@ratchet-ml/stats'
import { afterAll, expect, test } from 'vitest'
import { openRunFolder } from './run-folder.ts'

const scratch = mkdtempSync(join(tmpdir(), 'ratchet-runs-'))
let made = 0

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

test('blocks of a run come back as they were written, in pieces of any length', () => {
  const folder = openRunFolder(newFolder())
  const scores = Float64Array.from({ length: 2500 }, (_, i) => i / 3)
  const weights = scores.map((x) => x + 0.5)
  const before = folder.write(1, [[Float64Array.of(7)]])
  const cut = (from: number, end: number) => [
    scores.subarray(from, end),
    weights.subarray(from, end),
  ]
  const run = folder.write(2, [cut(0, 3), cut(3, 3), cut(3, 1800), cut(1800, 2500)])
  expect(run).toMatchObject({ rows: 2500, width: 2 })
  const found = [0, 1, 2].map((block) => folder.read(run, block))
  expect(found.map((columns) => columns[0]?.length)).toEqual([1024, 1024, 452])
  expect(found.flatMap(([own]) => [...(own ?? [])])).toEqual([...scores])
  expect(found.flatMap(([, own]) => [...(own ?? [])])).toEqual([...weights])
  expect(folder.read(before, 0)).toEqual([Float64Array.of(7)])
  folder.close()
})

test('those who share a folder write apart and read one another, also later', () => {
  const path = newFolder()
  const [a, b] = [openRunFolder(path), openRunFolder(path)]
  const ofA = a.write(1, [[Float64Array.of(1, 2)]])
  const ofB = b.write(1, [[Float64Array.of(3)]])
  expect(ofA.run).not.toBe(ofB.run)
  a.sync()
  b.sync()
  expect(a.read(ofB, 0)).toEqual([Float64Array.of(3)])
  a.close()
  b.close()
  const later = openRunFolder(path)
  const ofLater = later.write(1, [[Float64Array.of(4)]])
  expect([ofA, ofB, ofLater].map((run) => later.read(run, 0)[0]?.[0])).toEqual([1, 3, 4])
  expect(readdirSync(path)).toHaveLength(3)
  later.remove()
  expect(existsSync(path)).toBe(false)
})

test('a file that is gone, cut off or changed is named and gives no number', () => {
  const path = newFolder()
  const folder = openRunFolder(path)
  const run = folder.write(1, [[Float64Array.from({ length: 1500 }, (_, i) => i)]])
  folder.close()
  const file = join(path, 'runs-1.bin')
  const bytes = readFileSync(file)
  const readAll = () => {
    const own = openRunFolder(path)
    try {
      return [0, 1].map((block) => own.read(run, block))
    } finally {
      own.close()
    }
  }
  expect(readAll()).toHaveLength(2)
  for (let at = 0; at < bytes.length; at += 997) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    writeFileSync(file, changed)
    expect(readAll).toThrow('is not what was written')
  }
  writeFileSync(file, bytes)
  for (const wrong of [
    { ...run, rows: 1499 },
    { ...run, width: 2 },
    { ...run, run: run.run + 1 },
  ]) {
    const own = openRunFolder(path)
    expect(() => [0, 1].map((block) => own.read(wrong, block))).toThrow('damaged')
    own.close()
  }
  truncateSync(file, bytes.length - 1)
  expect(readAll).toThrow('it ends in block 1')
  rmSync(file)
  expect(readAll).toThrow('it is not there')
})

test('metrics over runs in files have the bits that they have in memory', () => {
  const metrics = ['auc', 'average-precision', 'lift'].map((name) => {
    const found = findMetric(name)
    if (found === undefined) throw new Error(`no metric ${name}`)
    return found
  })
  const random = createRandom(4)
  const labels = Float64Array.from({ length: 30_000 }, () => random.nextBelow(2))
  const probability = labels.map((y) => Math.round(5000 * (0.2 * y + 0.8 * random.nextFloat())))
  const folder = openRunFolder(newFolder())
  const runs = createRunRoom(folder, { mostNumbers: 2000 })
  const [spilled, whole] = [createMetricSet(metrics, { runs }), createMetricSet(metrics)]
  for (const set of [spilled, whole]) {
    for (let at = 0; at < labels.length; at += 1000) {
      const rows = [labels, probability].map((column) => column.subarray(at, at + 1000))
      const [own = labels, scores = labels] = rows
      set.add({ labels: own, predictions: { probability: scores } })
    }
  }
  expect(spilled.results()).toStrictEqual(whole.results())
  const again = createMetricSet(metrics, { runs })
  again.merge(structuredClone(spilled.state()))
  expect(again.results()).toStrictEqual(whole.results())
  folder.remove()
})

function newFolder(): string {
  made++
  return join(scratch, `runs-${made}`)
}
