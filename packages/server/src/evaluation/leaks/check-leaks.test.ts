import { LeakReport } from '@ratchet-ml/protocol'
import { expect, test } from 'vitest'
import { checkLeaks } from './check-leaks.ts'
import { leakChecks } from './registry.ts'
import { honest } from './testing/honest.ts'
import { planted } from './testing/planted.ts'
import { aContender, aDataset, aRequest, honestRows, withFeature } from './testing/some-rows.ts'

test.each(planted)('finds $name', async ({ check, severity, feature, request }) => {
  const { findings } = await checkLeaks(request(0))
  const found = findings.filter((one) => one.check === check && one.feature === feature)
  expect(found.map((one) => one.severity)).toEqual([severity])
})

test('there is a planted leak for every check', () => {
  const names = new Set(planted.map(({ check }) => check))
  expect(leakChecks.filter(({ name }) => !names.has(name))).toEqual([])
})

test.each(honest)('finds nothing in $name', async ({ request }) => {
  const report = await checkLeaks(request(0))
  expect(LeakReport.parse(report).findings).toEqual([])
})

test('the same request gives the same report, however the rows are cut into batches', async () => {
  const rows = honestRows(3, 3000, 'binary')
  const told = rows.label.map((label, row) => label + (row % 7) / 7)
  const report = async (length: number) => {
    const dataset = aDataset(withFeature(rows, 'told', told), {}, length)
    const contenders = [aContender(withFeature(rows, 'told', told))]
    return await checkLeaks({ ...aRequest(rows), dataset, contenders, sample: 1000 })
  }
  const whole = await report(3000)
  expect(whole.findings).not.toEqual([])
  expect(await report(3000)).toEqual(whole)
  expect(await report(77)).toEqual(whole)
})

test('says of every check what it looked at, or why it did not', async () => {
  const rows = honestRows(4, 3000, 'binary')
  const { fields } = aContender(rows)
  const { checked, skipped } = await checkLeaks({
    ...aRequest(rows, { time: undefined }),
    contenders: [{ name: 'rows@1', fields }],
  })
  for (const { name } of leakChecks) {
    const lines = [...checked, ...skipped.map(({ check }) => check)]
    expect(lines.some((line) => line.startsWith(name))).toBe(true)
  }
  expect(skipped.map(({ check, because }) => `${check}: ${because}`)).toEqual([
    'future-time: the dataset has no event times',
    'shared-rows: the dataset has no event times',
    'repeated-rows: the dataset has neither ids (say `id` of it in ratchet.yaml) nor event times',
    'missing-live: live: no prediction log was given to compare with',
    'missing-live: over time: the dataset has no event times',
  ])
})

test('what follows from the time alone tells no answer, and what is vouched for is a suspicion', async () => {
  const plain = honestRows(4, 2000, 'regression')
  const rows = { ...plain, label: plain.times.map((time) => time / 1e12) }
  const found = async (changes: Parameters<typeof aRequest>[1]) => {
    const { findings } = await checkLeaks(aRequest(withFeature(rows, 'age', rows.times), changes))
    return findings.map(({ feature, severity }) => `${feature} ${severity}`)
  }
  expect(await found({})).toEqual(['age leak'])
  expect(await found({ config: { derive: { age: 'day(at)' } } })).toEqual([])
  const knowledge = { availableAfter: { age: '0s' } }
  expect(await found({ knowledge })).toEqual(['age suspicion'])
})

test('a finding about a feature is about those that read it alone', async () => {
  const rows = honestRows(4, 1000, 'binary')
  const told = withFeature(rows, 'told', rows.label)
  const contenders = [aContender(rows), { ...aContender(told), name: 'rows@2' }]
  const request = { ...aRequest(told), contenders }
  const { findings } = await checkLeaks(request)
  expect(findings.map(({ feature, contender }) => [feature, contender])).toEqual([
    ['told', 'rows@2'],
  ])
  const alone = await checkLeaks({ ...request, contenders: contenders.slice(1) })
  expect(alone.findings.map(({ contender }) => contender)).toEqual([undefined])
})

test('names who nobody said the training of, and who learns as time goes on', async () => {
  const rows = honestRows(4, 1000, 'binary')
  const { fields } = aContender(rows)
  const recipe = { name: 'recipe:monthly', fields, notCompared: 'it learns anew' }
  const contenders = [aContender(rows), { name: 'other.txt', fields }, recipe]
  const { skipped } = await checkLeaks(aRequest(rows, { contenders }))
  expect(skipped.filter(({ check }) => check === 'shared-rows')).toEqual([
    { check: 'shared-rows', because: 'other.txt: nobody said what it was trained on' },
    { check: 'shared-rows', because: 'recipe:monthly: it learns anew' },
  ])
})

test('one class only, few rows and no labels at all are told, and nothing is found in them', async () => {
  const rows = honestRows(5, 500, 'binary')
  const because = async (label: Float64Array) => {
    const { findings, skipped } = await checkLeaks(aRequest({ ...rows, label }))
    expect(findings).toEqual([])
    return skipped.find(({ check }) => check === 'knows-answer')?.because
  }
  expect(await because(rows.label.map(() => 1))).toBe(
    'fewer than 30 rows of all classes but one, among 500',
  )
  expect(await because(rows.label.map((_, row) => Number(row < 20)))).toMatch(/^fewer than 30 rows/)
  expect(await because(rows.label.map(() => Number.NaN))).toMatch(/among 0$/)
})

test('a training window that is not in the dataset is not said to be compared', async () => {
  const rows = honestRows(6, 500, 'binary')
  const trainedOn = { from: 0, until: 1e12 }
  const { skipped } = await checkLeaks(
    aRequest(rows, { contenders: [aContender(rows, { trainedOn })] }),
  )
  expect(skipped).toContainEqual({
    check: 'shared-rows',
    because: 'rows@1: the rows of its training window are not in the dataset',
  })
})

test('where no row counts, none is said to be looked at for repetition', async () => {
  const rows = honestRows(6, 500, 'binary')
  const { findings, skipped } = await checkLeaks(aRequest(rows, { evidence: [] }))
  expect(findings).toEqual([])
  expect(skipped).toContainEqual({ check: 'repeated-rows', because: 'no row counts' })
  expect(skipped).toContainEqual({
    check: 'shared-rows',
    because: 'rows@1: no row counts that it was not trained on',
  })
})

test('is broken off by its signal', async () => {
  const rows = honestRows(6, 5000, 'binary')
  const reason = new Error('enough')
  const signal = AbortSignal.abort(reason)
  await expect(checkLeaks(aRequest(rows, { signal }))).rejects.toBe(reason)
})
