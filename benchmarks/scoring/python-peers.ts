import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface, type Interface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** The peers of a script, in one process that waits while others are measured. */
export class PythonPeers {
  readonly #process: ChildProcess
  readonly #lines: AsyncIterator<string>

  constructor(python: string, folder: string, name = 'python_peers.py') {
    const script = fileURLToPath(new URL(name, import.meta.url))
    const env = { ...process.env, OMP_NUM_THREADS: '1' }
    this.#process = spawn(python, [script, folder], { env, stdio: ['pipe', 'pipe', 'inherit'] })
    const { stdout } = this.#process
    if (stdout === null) throw new Error('the peers have no output')
    const lines: Interface = createInterface({ input: stdout })
    this.#lines = lines[Symbol.asyncIterator]()
  }

  /** Microseconds a row of a batch on one thread. */
  async measure(peer: string, model: string, rows: number): Promise<number> {
    return this.ask({ peer, model, rows })
  }

  /** Microseconds a row of what a line asks for. */
  async ask(request: object): Promise<number> {
    this.#process.stdin?.write(`${JSON.stringify(request)}\n`)
    return ((await this.ready()) as { readonly us: number }).us
  }

  /** The next line that the script says. */
  async ready(): Promise<unknown> {
    const { value } = await this.#lines.next()
    if (typeof value !== 'string') throw new Error('the peers have ended without an answer')
    return JSON.parse(value)
  }

  stop(): void {
    this.#process.stdin?.end()
  }
}
