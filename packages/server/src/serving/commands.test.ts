import type { StatusView } from '@ratchet-ml/protocol'
import { expect, test } from 'vitest'
import { parseAt, routesText, statusText } from './commands.ts'

const status: StatusView = {
  product: 'ratchet',
  release: '0.1.0',
  pid: 12,
  startedAt: '2026-01-01T00:00:00.000000Z',
  dataFolder: '/srv/models',
  state: 'serving',
  models: 1,
  endpoints: [],
  ledger: { seq: 1200, hash: 'a' },
}

test('tells of no process where no server runs', () => {
  const text = statusText(status)
  expect(text).toContain('server       none runs on this data folder')
  expect(text).not.toContain('12')
  expect(text).toContain('/srv/models (1 model, 1,200 ledger records)')
})

test('tells where the server answers, its process and since when', () => {
  const text = statusText({ ...status, url: 'http://127.0.0.1:7300' })
  expect(text).toContain(
    'http://127.0.0.1:7300 (serving, process 12, since 2026-01-01 00:00:00 UTC)',
  )
})

test('tells of a prediction log only when it is in trouble or has lost something', () => {
  const champion = { model: 'flights', version: 2, digest: 'sha256:b' as const }
  const validFrom = '2026-02-01T00:00:00.000000Z'
  const route = { endpoint: 'flights', revision: 1, champion, validFrom, actor: 'a', reason: '' }
  const counts = { sampledOut: 0, written: 40, dropped: 0, failed: 0, pending: 0 }
  const log = { durability: 'default', state: 'ok', ...counts } as const
  const textOf = (more: Partial<Record<keyof typeof counts, number>>) => {
    const view = { endpoint: 'flights', route, states: {}, contract: {}, log: { ...log, ...more } }
    return statusText({ ...status, endpoints: [view] })
  }
  expect(textOf({})).not.toContain('prediction log')
  expect(textOf({ dropped: 1, failed: 2 })).toContain(
    'The prediction log of flights is ok: 1 record dropped, 2 failed, 40 written.',
  )
})

test('shows each route with the time in which it was in force', () => {
  const champion = { model: 'flights', version: 2, digest: 'sha256:b' as const }
  const standby = { model: 'flights', version: 1, digest: 'sha256:a' as const }
  const one = { endpoint: 'flights', actor: 'os:ada', reason: '' }
  const [first, second] = ['2026-01-01T00:00:00.000000Z', '2026-02-01T00:00:00.000000Z']
  const text = routesText([
    { ...one, revision: 2, champion, standby, validFrom: second, reason: 'retrained' },
    { ...one, revision: 1, champion: standby, validFrom: first, validTo: second },
  ])
  const [, newest, oldest] = text.split('\n').map((line) => line.split(/ {2,}/))
  expect(newest?.slice(2)).toEqual([
    ...['flights@2', 'flights@1', '2026-02-01 00:00:00', 'in force', 'os:ada', 'retrained'],
  ])
  expect(oldest?.slice(2)).toEqual([
    ...['flights@1', '2026-01-01 00:00:00', '2026-02-01 00:00:00', 'os:ada'],
  ])
})

test.each([
  ['2026-03-01', '2026-03-01T00:00:00.000000Z'],
  ['2026-03-01 12:30', '2026-03-01T12:30:00.000000Z'],
  ['2026-03-01T12:30:15.5+02:00', '2026-03-01T10:30:15.500000Z'],
])('takes the time %s as %s', (said, meant) => {
  expect(parseAt(said)).toBe(meant)
})

test.each(['yesterday', '2026-13-01', '12:30'])('does not take %s as a time', (said) => {
  expect(() => parseAt(said)).toThrow(`--at is "${said}"`)
})
