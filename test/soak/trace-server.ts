import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../packages/server/bin/ratchet.mjs', import.meta.url))
const model = fileURLToPath(new URL('../../benchmarks/serving/model.txt', import.meta.url))
const calls = 'pwrite64,write,writev,fdatasync'

/** A system call of the trace: where in it the call began and ended, and when it began. */
export interface Call {
  readonly name: string
  readonly text: string
  readonly from: number
  readonly until: number
  readonly startMs: number
}

/** Whether system calls can be traced here; says so when not. */
export function canTrace(): boolean {
  if (spawnSync('strace', ['-e', 'trace=none', 'true']).status === 0) return true
  process.stderr.write('skipped: strace is not installed or may not trace here\n')
  return false
}

/** What a server with an endpoint `m` wrote and synced, in the order it did, while it was asked. */
export async function traceServer<T>(
  yaml: string,
  env: Readonly<Record<string, string>>,
  ask: (url: string) => Promise<T>,
): Promise<{ readonly asked: T; readonly calls: readonly Call[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-trace-'))
  const out = join(folder, 'trace')
  writeFileSync(join(folder, 'ratchet.yaml'), yaml)
  const strace = ['-f', '-ttt', '-y', '-s', '65536', '-e', `trace=${calls}`, '-o', out]
  const serve = ['--conditions=ratchet-source', program, 'serve', `m=${model}`, '--port', '0']
  const child = spawn('strace', [...strace, process.execPath, ...serve, '--json'], {
    cwd: folder,
    env: { ...process.env, ...env },
  })
  try {
    const { url, pid } = JSON.parse(await firstLine(child)) as { url: string; pid: number }
    const asked = await ask(url).finally(() => process.kill(pid, 'SIGTERM')) // not strace: it would let go
    await new Promise((resolve) => child.once('exit', resolve))
    return { asked, calls: callsOf(readFileSync(out, 'latin1')) }
  } finally {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
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
