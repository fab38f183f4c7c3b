import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface, type Interface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** The peers of python_peers.py, in one process that waits while others are measured. */
export class PythonPeers {
  readonly #process: ChildProcess
  readonly #lines: AsyncIterator<string>

  constructor(python: string, folder: string) {
    const script = fileURLToPath(new URL('python_peers.py', import.meta.url))
    const env = { ...process.env, OMP_NUM_THREADS: '1' }
    this.#process = spawn(python, [script, folder], { env, stdio: ['pipe', 'pipe', 'inherit'] })
    const { stdout } = this.#process
    if (stdout === null) throw new Error('the peers have no output')
    const lines: Interface = createInterface({ input: stdout })
    this.#lines = lines[Symbol.asyncIterator]()
  }

  /** Microseconds a row of a batch on one thread. */
  async measure(peer: string, model: string, rows: number): Promise<number> {
    this.#process.stdin?.write(`${JSON.stringify({ peer, model, rows })}\n`)
    const { value } = await this.#lines.next()
    if (typeof value !== 'string') throw new Error(`${peer} has ended without an answer`)
    return (JSON.parse(value) as { readonly us: number }).us
  }

  stop(): void {
    this.#process.stdin?.end()
  }
}
