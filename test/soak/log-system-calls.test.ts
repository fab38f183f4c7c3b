import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const program = fileURLToPath(new URL('../../packages/server/bin/ratchet.mjs', import.meta.url))
const model = fileURLToPath(new URL('../../benchmarks/serving/model.txt', import.meta.url))
const calls = 'pwrite64,write,writev,fdatasync'
const requests = 40

/** A system call of the trace: where in it the call began and ended, and when it began. */
interface Call {
  readonly name: string
  readonly text: string
  readonly from: number
  readonly until: number
  readonly startMs: number
}

test.each([
  { durability: 'default', spool: '/dev/shm' },
  { durability: 'default', spool: 'off' },
  { durability: 'before-response', spool: '/dev/shm' },
] as const)(
  'the kernel is given each record, and the disk as $durability says, before the reply is written (spool $spool)',
  async ({ durability, spool }) => {
    if (spawnSync('strace', ['-e', 'trace=none', 'true']).status !== 0) {
      process.stderr.write('skipped: strace is not installed or may not trace here\n')
      return
    }
    const { trace, ids } = await traceServer(durability, spool)
    expect(ids).toHaveLength(requests)
    const all = callsOf(trace)
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

async function traceServer(durability: string, spool: string) {
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-trace-'))
  const out = join(folder, 'trace')
  const yaml = `ratchet: 1\nendpoints: { m: { log: { durability: ${durability} } } }\n`
  writeFileSync(join(folder, 'ratchet.yaml'), yaml)
  const strace = ['-f', '-ttt', '-y', '-s', '65536', '-e', `trace=${calls}`, '-o', out]
  const serve = ['--conditions=ratchet-source', program, 'serve', `m=${model}`, '--port', '0']
  const child = spawn('strace', [...strace, process.execPath, ...serve, '--json'], {
    cwd: folder,
    env: { ...process.env, RATCHET_LOG_SPOOL: spool },
  })
  try {
    const { url, pid } = JSON.parse(await firstLine(child)) as { url: string; pid: number }
    const ids = await ask(url).finally(() => process.kill(pid, 'SIGTERM')) // not strace: it would let go
    await new Promise((resolve) => child.once('exit', resolve))
    return { ids, trace: readFileSync(out, 'latin1') }
  } finally {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
}

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

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  let text = ''
  for await (const chunk of stdout ?? []) {
    text += String(chunk)
    if (text.includes('\n')) break
  }
  return text.split('\n')[0] ?? ''
}

/** A call that others interrupt stands in two lines: `… <unfinished ...>` and `<... name resumed>…`. */
function callsOf(trace: string): readonly Call[] {
  const open = new Map<string, Call>()
  return trace.split('\n').flatMap((line, at): Call[] => {
    const [, pid = '', time = '', rest = ''] = /^(\d+)\s+(\d+\.\d+) (.*)$/.exec(line) ?? []
    const resumed = /^<\.\.\. (\w+) resumed>/.exec(rest)
    if (resumed !== null) {
      const begun = open.get(pid)
      open.delete(pid)
      return begun === undefined ? [] : [{ ...begun, until: at }]
    }
    const name = /^(\w+)\(/.exec(rest)?.[1]
    if (name === undefined) return []
    const call = { name, text: rest, from: at, until: at, startMs: Number(time) * 1000 }
    if (!rest.endsWith('<unfinished ...>')) return [call]
    open.set(pid, call)
    return []
  })
}
