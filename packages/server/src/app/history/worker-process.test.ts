import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { WorkerProcess } from '../../feedback/history/worker-process.ts'
import { later } from '../later.ts'
import { RecordedFolder } from './testing/recorded-folder.ts'

const file = fileURLToPath(new URL('./history-worker.ts', import.meta.url))
const execArgv = ['--conditions=ratchet-source', '--disable-warning=ExperimentalWarning']

async function opened(mostWaiting = 4) {
  const folder = new RecordedFolder()
  const worker = new WorkerProcess({ file, execArgv, dataFolder: folder.path, later, mostWaiting })
  const ask = async (sql: string, deadlineMs = 30_000) =>
    JSON.parse(
      Buffer.from(await worker.ask({ kind: 'query', sql, rows: 10 }, deadlineMs)).toString(),
    ).rows as unknown
  const close = async () => {
    await worker.close()
    await folder[Symbol.asyncDispose]()
  }
  return { worker, ask, [Symbol.asyncDispose]: close }
}

const endless =
  'SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range = 1'

function isRunning(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a process answers, refuses by name, and is started anew when it was killed', async () => {
  await using at = await opened()
  expect(await at.ask('SELECT 1')).toEqual([[1]])
  await expect(at.ask('SELEC')).rejects.toMatchObject({ code: 'query-invalid' })
  const { pid } = at.worker
  const under = at.ask(endless)
  setImmediate(() => process.kill(pid as number, 'SIGKILL'))
  await expect(under).rejects.toMatchObject({ code: 'history-unavailable' })
  expect(await at.ask('SELECT 2')).toEqual([[2]])
  expect(at.worker.pid).not.toBe(pid)
})

test('questions wait for each other up to a bound, and each has its deadline', async () => {
  await using at = await opened(2)
  const slow = at.ask(endless, 300)
  const next = at.ask('SELECT 3')
  await expect(at.ask('SELECT 4')).rejects.toMatchObject({ code: 'overloaded' })
  await expect(slow).rejects.toMatchObject({ code: 'deadline-exceeded' })
  expect(await next).toEqual([[3]])
})

test('a process ends when it is let go, and what it was asked is refused', async () => {
  await using at = await opened()
  await at.ask('SELECT 1')
  const { pid } = at.worker
  const refused = expect(at.ask(endless)).rejects.toMatchObject({ code: 'history-unavailable' })
  await at.worker.close()
  await refused
  expect(isRunning(pid)).toBe(false)
  await expect(at.ask('SELECT 1')).rejects.toMatchObject({ code: 'history-unavailable' })
})
