import { createScorer } from '@ratchet-ml/scoring'
import { expect, test } from 'vitest'
import { aFolder, writeParquet } from '../datasets/testing/write-parquet.ts'
import { trainModel } from './service.ts'
import { writeFlights } from './testing/flights-like.ts'
import type { TrainProgress, TrainRequest } from './types.ts'

const quiet = { signal: new AbortController().signal, onProgress: () => {} }

test('learns from the rows of the time span that have a label', async () => {
  const request = await aRequest({ from: '2001-01', until: '2001-02' })
  const { report } = await trainModel(request, quiet)
  expect(report.rows + report.unlabelled).toBe(31 * 4)
  expect(report.unlabelled).toBe(2)
  expect(report.trainedOn).toEqual({
    from: '2001-01-01T00:00:00.000000Z',
    until: '2001-02-01T00:00:00.000000Z',
  })
})

test('without bounds says which event times the rows have', async () => {
  const { report } = await trainModel(await aRequest({}, 8), quiet)
  expect(report.rows).toBe(8)
  expect(report.trainedOn).toEqual({
    from: '2001-01-01T00:00:00.000000Z',
    until: '2001-01-02T18:00:00.000001Z',
  })
})

test('leaves out by itself what makes up the label, and says so', async () => {
  const { report } = await trainModel(await aRequest({}), quiet)
  expect(report.features.map(({ name }) => name)).toEqual(['distance', 'origin', 'hour'])
  expect(report.leaking).toEqual(['delay', 'minutes'])
})

test('the package answers as the data lead to expect', async () => {
  const { package: built } = await trainModel(
    await aRequest({ features: ['origin', 'hour'] }),
    quiet,
  )
  const scorer = createScorer(built.program, built.coefficients, built.contract)
  const scored = scorer.allocate(2)
  const sea = built.contract.inputs[0]?.levels?.indexOf('SEA') ?? -1
  scorer.score(Float64Array.of(sea, 18, (sea + 1) % 3, 0), 2, scored)
  const [, lateAtSea = 0, , lateElsewhere = 1] = scored.probability ?? []
  expect(lateAtSea).toBeGreaterThan(0.7)
  expect(lateElsewhere).toBeLessThan(0.3)
})

test('the same rows give the same package, whatever else the file holds', async () => {
  const bounds = { from: '2001-01', until: '2001-02' }
  const [first, second] = [await aRequest(bounds, 300), await aRequest(bounds, 400)]
  const digests = [await trainModel(first, quiet), await trainModel(second, quiet)]
  expect(digests[0]?.report.digest).toBe(digests[1]?.report.digest)
})

test('text of two values is a label with class names', async () => {
  const folder = await aFolder()
  await writeParquet(folder, 'answers.parquet', [
    { name: 'x', type: 'DOUBLE', data: [1, 2, 3, 4] },
    { name: 'answer', type: 'STRING', data: ['yes', 'no', 'yes', 'no'] },
  ])
  const request = { ...(await aRequest({})), label: 'answer' }
  const dataset = { name: 'answers', folder, config: { files: 'answers.parquet' } }
  const { report, package: built } = await trainModel({ ...request, dataset }, quiet)
  expect(report.classes).toEqual(['no', 'yes'])
  expect(built.contract.classes).toEqual(['no', 'yes'])
  expect(report.trainedOn).toBeUndefined()
})

test('learns numbers by a linear regression', async () => {
  const request = await aRequest({ algorithm: 'linear', label: 'delay', features: ['hour'] })
  const { package: built, report } = await trainModel(request, quiet)
  expect(built.contract.task).toBe('regression')
  expect(report.labelMean).toBeGreaterThan(5)
})

test('tells what it reads and how the solver gets on', async () => {
  const seen: TrainProgress[] = []
  await trainModel(await aRequest({}), { ...quiet, onProgress: (one) => seen.push(one) })
  expect(seen.find(({ kind }) => kind === 'reading')).toMatchObject({ total: 400 })
  expect(seen.find(({ kind }) => kind === 'read')).toEqual({ kind: 'read', rows: 392 })
  expect(seen.at(-1)?.kind).toBe('solving')
})

test.each([
  ['a label that is not there', { label: 'lat' }, 'data-column-missing', /no column "lat"/],
  ['a label of numbers', { label: 'distance' }, 'training-refused', /classes|expected 0 or 1/],
  ['a label of times', { label: 'date' }, 'usage', /date holds times/],
  ['text as a number', { algorithm: 'linear', label: 'origin' }, 'usage', /origin holds text/],
  ['the label as a feature', { features: ['late'] }, 'usage', /late is the label/],
  ['a feature of times', { features: ['date'] }, 'usage', /date holds times/],
  ['a feature that is not there', { features: ['hours'] }, 'data-column-missing', /"hours"/],
  ['a span without rows', { from: '1999', until: '2000' }, 'training-refused', /rows: found 0/],
  ['a span that ends before it begins', { from: '2001-02', until: '2001' }, 'usage', /--until/],
  ['a penalty of nothing', { l2: 0 }, 'usage', /--l2: found 0/],
  ['one class', { from: '2001-01-01', until: '2001-01-01T06:00' }, 'training-refused', /only/],
] as const)('refuses %s', async (_, changes, code, message) => {
  const request = await aRequest(changes)
  await expect(trainModel(request, quiet)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  })
})

test('refuses bounds where there are no event times', async () => {
  const request = await aRequest({ from: '2001' })
  const { time: _, ...config } = request.dataset.config
  const untimed = { ...request, dataset: { ...request.dataset, config } }
  await expect(trainModel(untimed, quiet)).rejects.toMatchObject({
    code: 'usage',
    hint: expect.stringContaining('--time'),
  })
})

async function aRequest(changes: Partial<TrainRequest>, rows = 400): Promise<TrainRequest> {
  const folder = await aFolder()
  const { file } = await writeFlights(folder, rows)
  return {
    algorithm: 'logistic',
    dataset: {
      name: 'flights',
      folder,
      config: {
        files: file,
        time: { column: 'date', zone: 'UTC' },
        derive: { hour: 'hour(date)', minutes: 'delay * 1', late: 'minutes > 15' },
        label: 'late',
      },
    },
    l2: 1,
    ...changes,
  }
}
