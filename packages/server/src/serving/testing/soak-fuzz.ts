import { parseArgs } from 'node:util'
import { fuzzServer } from './fuzz-server.ts'

/** Sends many hostile bodies and prints what came of them; fails when one was not treated as it must be. */
const { values } = parseArgs({
  options: {
    bodies: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
  },
})
for (const path of ['/predict/flights', '/v2/models/flights/infer'] as const) {
  const report = await fuzzServer(path, Number(values.bodies) / 2, Number(values.seed))
  process.stdout.write(`${JSON.stringify({ path, seed: values.seed, ...report }, undefined, 2)}\n`)
  if (report.faults.length > 0 || report.accepted < 0.05 * report.bodies) process.exitCode = 1
}
