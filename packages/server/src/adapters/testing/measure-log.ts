import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Contract, Scored } from '@ratchet-ml/scoring'
import { systemClock } from '../../platform/clock.ts'
import { createIds } from '../../platform/ids.ts'
import { silentLogger } from '../../platform/logger.ts'
import { EndpointLog } from '../../serving/log/endpoint-log.ts'
import type { LogDurability } from '../../serving/log/types.ts'
import { openNodeSpool } from '../filesystem/prediction-log/node-spool.ts'
import { systemTimers } from '../filesystem/prediction-log/open-prediction-log.ts'
import { createPredictionLog } from '../filesystem/prediction-log/prediction-log-store.ts'
import type { LogFiles } from '../filesystem/segments/file-layer.ts'
import { createNodeFiles } from '../filesystem/segments/node-files.ts'

/**
 * Measures the log alone, as the hot path uses it: so many records under way, each recorded when the one
 * before it was acknowledged. Prints one line of JSON.
 */
const { values } = parseArgs({
  options: {
    'in-flight': { type: 'string', default: '256' },
    seconds: { type: 'string', default: '2' },
    durability: { type: 'string', default: 'default' },
    'sync-ms': { type: 'string', default: '0' },
    features: { type: 'string', default: '20' },
    folder: { type: 'string', default: tmpdir() },
  },
})
const features = Number(values.features)
const durability = values.durability as LogDurability // a wrong one measures the other mode
const folder = mkdtempSync(join(values.folder, 'ratchet-log-'))
try {
  const log = openLog()
  await measure(log, 300)
  const report = await measure(log, Number(values.seconds) * 1000)
  process.stdout.write(`${JSON.stringify(report)}\n`)
  await log.close(10_000)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function openLog(): EndpointLog {
  const files = createNodeFiles()
  const store = createPredictionLog({
    ...{ folder: join(folder, 'log'), keyFile: join(folder, 'log.key') },
    ...{ files: slowed(files, Number(values['sync-ms'])), logger: silentLogger },
    timers: systemTimers(systemClock),
    spool: openNodeSpool('/dev/shm', folder),
  })
  return new EndpointLog({
    ...{ endpoint: 'bench', contract: contractOf(features), contractDigest: 'sha256:0' },
    ...{ settings: { durability, sample: 1, redact: [], hash: [] }, store, clock: systemClock },
  })
}

async function measure(log: EndpointLog, ms: number) {
  const ids = createIds({ clock: systemClock })
  const by = {
    ...{ route: { revision: 1 }, servedBy: 'champion', fallbackReason: undefined },
    ...{ arm: { arm: 'champion', version: 1 } },
    handle: {
      loaded: {
        contract: contractOf(features),
        version: { digest: `sha256:${'0'.repeat(64)}` },
      },
    },
  }
  const rows = Float64Array.from({ length: features }, (_, i) => i + 0.5)
  const block = { rows, scored: anAnswer(), first: 0, count: 1 }
  const latencies: number[] = []
  const cpu = process.cpuUsage()
  const start = performance.now()
  const before = log.counts.written
  const inputOf = () => undefined
  const one = (resolve: () => void) => {
    const sent = performance.now()
    if (sent - start > ms) {
      resolve()
      return
    }
    const request = { requestId: ids.next(), readMs: sent }
    const next = () => {
      latencies.push(performance.now() - sent)
      one(resolve)
    }
    if (log.answered(by, block, request, inputOf, next) !== 'wait') setImmediate(next)
  }
  await Promise.all(
    Array.from({ length: Number(values['in-flight']) }, () => new Promise<void>(one)),
  )
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  latencies.sort((a, b) => a - b)
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? Number.NaN
  const records = log.counts.written - before
  return {
    ...{ recordsPerSecond: records / seconds, p50Ms: at(0.5), p99Ms: at(0.99) },
    cpuUsPerRecord: (user + system) / records,
    lost: log.counts.dropped + log.counts.failed,
    unwaited: log.counts.unwaited,
  }
}

function slowed(files: LogFiles, syncMs: number): LogFiles {
  if (syncMs === 0) return files
  return {
    ...files,
    create: async (path) => {
      const file = await files.create(path)
      return { ...file, sync: async () => void (await Promise.all([file.sync(), wait(syncMs)])) }
    },
  }
}

function contractOf(count: number): Contract {
  const inputs = Array.from(
    { length: count },
    (_, i) => ({ name: `f${i}`, role: 'feature', type: 'number', missing: 'accept' }) as const,
  )
  return {
    ...{ task: 'regression', inputs, extra: 'ignore' },
    outputs: [{ name: 'value', type: 'number', width: 1 }],
    numeric: { raw: 'bit-exact', linkUlp: 2 },
  }
}

function anAnswer(): Scored {
  const value = Float64Array.of(0.25)
  return { count: 1, rawWidth: 1, raw: Float64Array.of(0.25), value, targets: 1 }
}
