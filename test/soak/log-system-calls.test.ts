import { expect, test } from 'vitest'
import { canTrace, traceServer } from './trace-server.ts'

const requests = 40

test.each([
  { durability: 'default', spool: '/dev/shm' },
  { durability: 'default', spool: 'off' },
  { durability: 'before-response', spool: '/dev/shm' },
] as const)(
  'the kernel is given each record, and the disk as $durability says, before the reply is written (spool $spool)',
  async ({ durability, spool }) => {
    if (!canTrace()) return
    const yaml = `ratchet: 1\nendpoints: { m: { log: { durability: ${durability} } } }\n`
    const { calls: all, asked: ids } = await traceServer(yaml, { RATCHET_LOG_SPOOL: spool }, ask)
    expect(ids).toHaveLength(requests)
    const syncs = all.filter(({ name, text }) => name === 'fdatasync' && text.includes('.tail'))
    const writes = all.filter(({ name }) => name === 'pwrite64')
    for (const id of ids) {
      const record = writes.find(({ text }) => text.includes(id))
      const reply = all.find(({ name, text }) => name.startsWith('write') && text.includes(id))
      if (record === undefined || reply === undefined) throw new Error(`${id} is not in the trace`)
      const isSpooled = durability === 'default' && spool !== 'off'
      expect(record.text).toContain(isSpooled ? spool : '.tail')
      expect(record.until).toBeLessThan(reply.from)
      if (durability === 'default') {
        const written = writes.find(({ text }) => text.includes('.tail') && text.includes(id))
        const next = syncs.find(({ from }) => from > (written?.until ?? Number.NaN))
        expect((next?.startMs ?? Number.NaN) - record.startMs).toBeLessThanOrEqual(100)
      } else {
        const between = syncs.some(({ from, until }) => from > record.until && until < reply.from)
        expect(between).toBe(true)
      }
    }
  },
)

/** Single requests, and some at once. */
async function ask(url: string): Promise<readonly string[]> {
  const row = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}`, 40.5 + i]))
  const init = { method: 'POST', body: JSON.stringify({ rows: [row] }) }
  const one = async () => {
    const reply = (await (await fetch(`${url}/predict/m`, init)).json()) as { id: string }
    return reply.id
  }
  const ids: string[] = []
  for (let i = 0; i < requests / 2; i++) ids.push(await one())
  return [...ids, ...(await Promise.all(Array.from({ length: requests / 2 }, one)))]
}
