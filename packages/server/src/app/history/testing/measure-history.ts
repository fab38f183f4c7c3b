import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { WorkerProcess } from '../../../feedback/history/worker-process.ts'
import { later } from '../../later.ts'

/**
 * Puts questions to the tables that `make-history` wrote, by the worker process, and prints as JSON how
 * long each took, the most memory of the worker, and the longest stall of this process meanwhile.
 * Arguments: --folder DIR --repeats N.
 */
const { values } = parseArgs({
  options: { folder: { type: 'string' }, repeats: { type: 'string', default: '5' } },
})
const worker = new WorkerProcess({
  file: fileURLToPath(new URL('../history-worker.ts', import.meta.url)),
  execArgv: ['--conditions=ratchet-source', '--disable-warning=ExperimentalWarning'],
  ...{ dataFolder: values.folder ?? '', later },
})

const histogramOf = (i: number) =>
  `SELECT day, ${i} AS feature, floor(feature_f${i} * 20)::INTEGER AS bin, count(*) AS n FROM predictions_flights GROUP BY ALL`
const questions: Readonly<Record<string, string>> = {
  'daily log loss of the join': `
    SELECT event_time::DATE AS date, count(*) AS n,
      -avg(ln(CASE WHEN outcome_value = 1 THEN output_probability_1 ELSE output_probability_0 END + 1e-12)) AS loss
    FROM joined WHERE outcome_name = 'label' GROUP BY date ORDER BY date`,
  'daily histograms of 20 features': Array.from({ length: 20 }, (_, i) => histogramOf(i)).join(
    '\nUNION ALL ',
  ),
  'one day of one version': `
    SELECT count(*), avg(output_probability_1) FROM predictions_flights
    WHERE day = '2026-09-15' AND version_digest LIKE 'sha256:1%'`,
}

const stalls = monitorEventLoopDelay({ resolution: 1 })
stalls.enable()
const seconds: Record<string, number[]> = {}
const peaks: Record<string, number> = {}
const answers: Record<string, Uint8Array> = {}
const started = performance.now()
const upkeep = { kind: 'upkeep', merges: 100, keepDays: {}, now: 0 } as const
await worker.ask(upkeep, 600_000)
const indexSeconds = (performance.now() - started) / 1000
peaks['keeping the tables'] = peakOf(worker.pid)
for (const [name, sql] of Object.entries(questions)) {
  const times: number[] = []
  for (let i = 0; i < Number(values.repeats); i++) {
    const from = performance.now()
    const reply = await worker.ask({ kind: 'query', sql, rows: 100_000 }, 120_000)
    times.push((performance.now() - from) / 1000)
    answers[name] = reply
  }
  seconds[name] = times
  peaks[name] = peakOf(worker.pid)
}
stalls.disable()
const told = Object.entries(answers).map(([name, reply]) => {
  const { rows } = JSON.parse(new TextDecoder().decode(reply))
  return [name, { rows: rows.length, first: rows[0] }]
})
const longestStallMs = stalls.max / 1e6
await worker.close()
process.stdout.write(
  `${JSON.stringify({ seconds, answers: Object.fromEntries(told), indexSeconds, peaks, longestStallMs })}\n`,
)

/** Most memory of a process so far, in MB. */
function peakOf(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024
}
