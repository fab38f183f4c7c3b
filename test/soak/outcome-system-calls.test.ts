import { expect, test } from 'vitest'
import { canTrace, traceServer } from './trace-server.ts'

const bodies = 40

test('the disk has each outcome before the reply is written', async () => {
  if (!canTrace()) return
  const { asked: ids, calls: all } = await traceServer('ratchet: 1\n', {}, report)
  expect(ids).toHaveLength(bodies)
  const isLog = ({ text }: { readonly text: string }) => /outcomes\/\d+\.tail/.test(text)
  for (const id of ids) {
    const record = all.find(
      (call) => call.name === 'pwrite64' && isLog(call) && call.text.includes(id),
    )
    const reply = all.find(({ name, text }) => name.startsWith('write') && text.includes(id))
    if (record === undefined || reply === undefined) throw new Error(`${id} is not in the trace`)
    const between = all.some(
      (call) =>
        call.name === 'fdatasync' &&
        isLog(call) &&
        call.from > record.until &&
        call.until < reply.from,
    )
    expect(between).toBe(true)
  }
})

/** Single bodies, and some at once; the id of the prediction comes back as that of the request. */
async function report(url: string): Promise<readonly string[]> {
  const one = async (i: number) => {
    const id = `prediction-${i}.0`
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': id },
      body: JSON.stringify({ predictionId: id, value: i }),
    }
    const reply = await fetch(`${url}/outcomes`, init)
    expect(reply.status).toBe(200)
    return id
  }
  const ids: string[] = []
  for (let i = 0; i < bodies / 2; i++) ids.push(await one(100 + i))
  return [
    ...ids,
    ...(await Promise.all(Array.from({ length: bodies / 2 }, (_, i) => one(200 + i)))),
  ]
}
