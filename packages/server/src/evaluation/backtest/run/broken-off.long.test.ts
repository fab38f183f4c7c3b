import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { packPackage } from '@ratchet-ml/scoring'
import { expect, test } from 'vitest'
import { aLogisticPackage, someFlights, writeFlights } from '../testing/flights.ts'

const program = fileURLToPath(new URL('../../../../bin/ratchet.mjs', import.meta.url))
const flags = ['--conditions=ratchet-source', '--disable-warning=ExperimentalWarning']
const project = `
ratchet: 1
datasets:
  flights:
    files: flights.parquet
    time: { column: date, zone: UTC }
    derive: { hour: hour(date), late: delay > 15 }
    label: late
backtests:
  flights: { dataset: flights, partition: week, slices: [origin], baselines: [prior], seed: 3 }
`

async function aProject(): Promise<string> {
  const flights = someFlights(420_000)
  const folder = await writeFlights(flights)
  const pkg = await aLogisticPackage(flights.slice(0, 5000))
  writeFileSync(join(folder, 'model.ratchet'), packPackage(pkg))
  writeFileSync(join(folder, 'ratchet.yaml'), project)
  await ended(start(folder, ['snapshot', 'create', 'flights']))
  return folder
}

function start(folder: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [...flags, program, ...args], { cwd: folder, stdio: 'ignore' })
}

async function ended(child: ChildProcess): Promise<number | null> {
  const [code] = await once(child, 'exit')
  return code
}

function backtest(folder: string, workers: number, output: string): ChildProcess {
  const asked = ['model.ratchet', '--dataset', 'snapshot:flights@1', '--trained-on', 'elsewhere']
  const more = ['--workers', String(workers), '-o', output]
  return start(folder, ['backtest', 'flights', ...asked, ...more])
}

function keptIn(folder: string): readonly string[] {
  const files = readdirSync(join(folder, '.ratchet'), { recursive: true }).map(String)
  return files.filter((name) => name.endsWith('.judged'))
}

/** Ends the run once so many partitions are kept, and gives the exit code. */
async function breakOff(child: ChildProcess, folder: string, kept: number, signal: NodeJS.Signals) {
  const exit = ended(child)
  let isOver = false
  void exit.then(() => {
    isOver = true
  })
  while (!isOver && keptIn(folder).length < kept) await wait(5)
  child.kill(signal)
  return await exit
}

test('a run that was killed and interrupted ends with the bytes of one that was not', async () => {
  const folder = await aProject()
  await breakOff(backtest(folder, 2, 'killed.json'), folder, 2, 'SIGKILL')
  const afterKill = keptIn(folder).length
  expect(afterKill).toBeGreaterThanOrEqual(2)
  const code = await breakOff(backtest(folder, 1, 'stopped.json'), folder, afterKill + 2, 'SIGINT')
  expect(code).toBe(130)
  expect(keptIn(folder).length).toBeGreaterThan(afterKill)
  expect(await ended(backtest(folder, 2, 'resumed.json'))).toBe(0)
  expect(keptIn(folder)).toEqual([])
  expect(await ended(backtest(folder, 1, 'whole.json'))).toBe(0)
  const [resumed, whole] = ['resumed.json', 'whole.json'].map((file) =>
    readFileSync(join(folder, file), 'utf8'),
  )
  expect(resumed).toBe(whole)
})
