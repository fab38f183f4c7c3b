// Servers stopped under load, over and over: no caller that goes by readiness may see a reset, and every
// request that was sent is answered with 200. Run by hand on Node 24:
//   node --conditions=ratchet-source benchmarks/serving/stops.ts [--rounds 100] [--connections 16]
import { Agent, request } from 'node:http'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startServer } from './measured-process.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    connections: { type: 'string', default: '16' },
  },
})
const connections = Number(values.connections)
const program = fileURLToPath(import.meta.resolve('@ratchet-ml/server/bin/ratchet.mjs'))
const model = fileURLToPath(new URL('model.txt', import.meta.url))
const row = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}`, 40.5 + i]))
const body = JSON.stringify({ rows: [row] })

const outcomes: Record<string, number> = {}
const stopMs: number[] = []
for (let round = 0; round < Number(values.rounds); round++) await stopOnce(round)
const answered = outcomes['200'] ?? 0
const others = Object.entries(outcomes).filter(([outcome]) => outcome !== '200')
console.log(`${values.rounds} stops under load: ${answered} requests answered with 200`)
console.log(
  `anything else: ${others.length === 0 ? 'nothing' : JSON.stringify(others)} (at most nothing)`,
)
console.log(
  `from the signal to the end of the process, longest: ${Math.max(...stopMs).toFixed(0)} ms`,
)

async function stopOnce(round: number): Promise<void> {
  const server = await startServer([program, 'serve', `bench=${model}`, '--port', '0', '--json'])
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const balancer = { isReady: true }
  const watch = watchReadiness(server.url, balancer)
  const caller = async () => {
    while (balancer.isReady) {
      const outcome = await ask(server.url, agent)
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    }
  }
  const callers = Array.from({ length: connections }, caller)
  await new Promise((resolve) => setTimeout(resolve, 100 + ((round * 37) % 200)))
  const start = performance.now()
  await server.stop()
  stopMs.push(performance.now() - start)
  balancer.isReady = false
  await Promise.all([...callers, watch])
  agent.destroy()
}

/** Asks every few milliseconds, over connections of its own, as balancers do. */
async function watchReadiness(url: string, balancer: { isReady: boolean }): Promise<void> {
  while (balancer.isReady) {
    const reply = await fetch(`${url}/readyz`).catch(() => undefined)
    await reply?.body?.cancel()
    if (reply?.status !== 200) balancer.isReady = false
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

function ask(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': body.length }
    const sent = request(`${url}/predict/bench`, { agent, method: 'POST', headers }, (res) => {
      res.resume()
      res.on('end', () => resolve(String(res.statusCode)))
      res.on('error', (error) => resolve(error.message))
    })
    sent.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    sent.end(body)
  })
}
