// A hundred rows of 30 features over the V2 protocol: tensors in JSON beside tensors in binary, both ways.
// A linear model shows what the protocol costs; with trees most of the time goes to the model, which costs
// the same in both forms, and so does a record of every row where they are logged. By hand:
//   node --conditions=ratchet-source benchmarks/serving/hundred-rows.ts [--rounds 5] [--seconds 2] [--log]

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildPackage, outputsOfTask, packPackage } from '@ratchet-ml/scoring'
import { median } from '../median.ts'
import { type MeasuredServer, startLoadGenerator, startServer } from './measured-process.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    connections: { type: 'string', default: '16' },
    log: { type: 'boolean', default: false },
  },
})
const rounds = Number(values.rounds)
const ms = Number(values.seconds) * 1000
const connections = Number(values.connections)
const rows = 100
const names = Array.from({ length: 30 }, (_, i) => `f${i}`)
const valueAt = (row: number, column: number) => (((row * 31 + column) * 7919) % 10_007) / 997

const at = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'ratchet-bench-'))
const linear = join(folder, 'linear.ratchet')
writeFileSync(linear, await linearPackage())
// In a project, endpoints keep a log.
if (values.log) writeFileSync(join(folder, 'ratchet.yaml'), 'ratchet: 1\n')
const load = startLoadGenerator()
const models = [`linear=${linear}`, `trees=${at('model.txt')}`]
const program = at('../../packages/server/bin/ratchet.mjs')
const server = await startServer([program, 'serve', ...models, '--port', '0', '--json'], {
  cwd: folder,
})
try {
  for (const model of ['linear', 'trees']) await compare(server, model)
} finally {
  load.stop()
  await server.stop()
  rmSync(folder, { recursive: true })
}

async function compare(server: MeasuredServer, model: string): Promise<void> {
  const path = `/v2/models/${model}/infer`
  const orders = { json: { path, ...jsonBody() }, binary: { path, ...binaryBody() } }
  const cost = { json: [] as number[], binary: [] as number[] }
  const rate = { json: [] as number[], binary: [] as number[] }
  for (let round = -1; round < rounds; round++) {
    for (const form of ['json', 'binary'] as const) {
      const before = await server.usage()
      const done = await load.run({ url: server.url, ...orders[form], connections, ms })
      const after = await server.usage()
      if (done.failures > 0) throw new Error(`${done.failures} replies are no 200.`)
      if (round < 0) continue // warms up
      cost[form].push((after.cpuUs - before.cpuUs) / done.requests)
      rate[form].push(done.requests / done.seconds)
    }
  }
  const ratio = median(cost.json.map((one, i) => one / (cost.binary[i] ?? 1)))
  console.log(`${model}: JSON costs ${ratio.toFixed(2)} times the CPU of binary`)
  for (const form of ['json', 'binary'] as const) {
    console.log(
      `  ${form.padEnd(6)} ${median(cost[form]).toFixed(0).padStart(6)} us/request ${median(rate[form]).toFixed(0).padStart(7)} requests/s`,
    )
  }
}

function jsonBody() {
  const inputs = names.map((name, column) => ({
    ...{ name, datatype: 'FP64', shape: [rows] },
    data: Array.from({ length: rows }, (_, row) => valueAt(row, column)),
  }))
  return { body: JSON.stringify({ inputs }) }
}

function binaryBody() {
  const inputs = names.map((name) => ({
    ...{ name, datatype: 'FP64', shape: [rows], parameters: { binary_data_size: rows * 8 } },
  }))
  const json = Buffer.from(JSON.stringify({ inputs, parameters: { binary_data_output: true } }))
  const columns = names.map((_, column) =>
    Buffer.from(Float64Array.from({ length: rows }, (_, row) => valueAt(row, column)).buffer),
  )
  return {
    body: Buffer.concat([json, ...columns]).toString('base64'),
    isBase64: true,
    headers: { 'Inference-Header-Content-Length': String(json.length) },
  }
}

async function linearPackage(): Promise<Uint8Array> {
  const numbers = (data: readonly number[], shape = [data.length]) => ({
    ...{ shape, data: Float64Array.from(data) },
  })
  const pkg = await buildPackage({
    source: { format: 'bench' },
    importer: { name: 'bench', version: 1 },
    contract: {
      task: 'regression',
      inputs: names.map((name) => ({ name, role: 'feature', type: 'number', missing: 'accept' })),
      extra: 'ignore',
      outputs: outputsOfTask('regression', { targets: 1 }),
      numeric: { raw: 'bit-exact', linkUlp: 0 },
    },
    program: {
      format: 1,
      steps: [
        { op: 'input@1', out: 'row', width: names.length },
        {
          ...{ op: 'impute@1', in: 'row', out: 'whole', values: 'means' },
          columns: names.map((_, i) => i),
        },
        {
          ...{ op: 'linear@1', in: 'whole', out: 'margins', targets: 1 },
          ...{ weights: 'weights', bias: 'bias' },
        },
      ],
      outputs: { raw: 'margins', value: 'margins' },
    },
    coefficients: new Map([
      ['means', numbers(names.map(() => 0))],
      [
        'weights',
        numbers(
          names.map((_, i) => (i + 1) / 100),
          [1, names.length],
        ),
      ],
      ['bias', numbers([0.5])],
    ]),
  })
  return packPackage(pkg)
}
