// What the prediction log costs a request: one JSON row of 30 features through a model of 200 trees,
// with the log off, on, and on with replies that wait for the disk. Run by hand on Node 24:
//   node benchmarks/log/one-row.ts [--rounds 5] [--seconds 4] [--connections 16] [--folder DIR]

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { median } from '../median.ts'
import {
  type MeasuredServer,
  startLoadGenerator,
  startServer,
} from '../serving/measured-process.ts'
import { measureOneRow, type OneRowRound } from '../serving/one-row-load.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    connections: { type: 'string', default: '16' },
    folder: { type: 'string', default: tmpdir() },
  },
})
const rounds = Number(values.rounds)
const ms = Number(values.seconds) * 1000
const connections = Number(values.connections)
const modes = ['off', 'default', 'before-response'] as const
type Mode = (typeof modes)[number]

const at = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const folder = mkdtempSync(join(values.folder, 'ratchet-bench-log-'))
const load = startLoadGenerator()
const servers: Partial<Record<Mode, MeasuredServer>> = {}
try {
  for (const mode of modes) servers[mode] = await start(mode)
  const measured: Record<Mode, OneRowRound[]> = { off: [], default: [], 'before-response': [] }
  for (const mode of modes) await measure(mode, 1500)
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? modes : modes.toReversed()
    for (const mode of order) measured[mode].push(await measure(mode, ms))
  }
  report(measured)
} finally {
  load.stop()
  await Promise.all(Object.values(servers).map((server) => server.stop()))
  rmSync(folder, { recursive: true, force: true })
}

async function start(mode: Mode): Promise<MeasuredServer> {
  const project = join(folder, mode)
  mkdirSync(project)
  writeFileSync(
    join(project, 'ratchet.yaml'),
    `ratchet: 1\nendpoints: { bench: { log: { durability: ${mode === 'off' ? '"off"' : mode} } } }\n`,
  )
  const program = at('../../packages/server/bin/ratchet.mjs')
  const model = `bench=${at('../serving/model.txt')}`
  return await startServer([program, 'serve', model, '--port', '0', '--json'], { cwd: project })
}

async function measure(mode: Mode, ms: number): Promise<OneRowRound> {
  const server = servers[mode]
  if (server === undefined) throw new Error(`There is no server of mode ${mode}.`)
  return await measureOneRow(server, load, { connections, ms })
}

function report(measured: Readonly<Record<Mode, readonly OneRowRound[]>>): void {
  console.log(
    `Node ${process.version}, ${rounds} interleaved rounds of ${ms / 1000} s, c=${connections}`,
  )
  console.log('log               CPU us/request   requests/s   p50 us   p99 us')
  for (const mode of modes) {
    const of = (key: keyof OneRowRound) => median(measured[mode].map((one) => one[key]))
    const [cpu, rps, p50, p99] = [of('cpuUs').toFixed(1), of('rps'), of('p50Us'), of('p99Us')]
    const rest = [rps, p50, p99].map((value) => value.toFixed(0).padStart(10)).join('')
    console.log(`${mode.padEnd(17)} ${cpu.padStart(14)} ${rest}`)
  }
  for (const mode of ['default', 'before-response'] as const) {
    const ratio = (key: 'cpuUs' | 'rps') =>
      median(measured[mode].map((one, i) => one[key] / (measured.off[i]?.[key] ?? Number.NaN)))
    console.log(
      `${mode} / off: CPU ${ratio('cpuUs').toFixed(3)}, requests/s ${ratio('rps').toFixed(3)}`,
    )
  }
}
