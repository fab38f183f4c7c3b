// Who is measured beside us: how each is installed and started, what it is asked, and what it must answer.
import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Peer {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  readonly cwd: string
  /** Searched for programs first. */
  readonly bin?: string
  readonly port: number
  readonly path: string
  readonly bodyOf: (numbers: readonly number[]) => string
  /** The probability of the second class. */
  readonly answerOf: (reply: Reply) => number | undefined
  /** How far it may be from ours: those that hold floats in 32 bits are further. */
  readonly tolerance: number
  /** By how much we are to be cheaper, and what for. */
  readonly atLeast?: number
  readonly isPython: boolean
}

export interface Reply {
  readonly predictions?: readonly (
    | number
    | {
        readonly probability?: readonly number[]
        readonly outputs?: { readonly probability: readonly number[] }
      }
  )[]
  readonly outputs?: readonly { readonly data: readonly number[] }[]
}

export interface PeerFolders {
  /** Where environments of Python are, or are made: one for each peer. */
  readonly python: string | undefined
  readonly interpreter: string
  /** For what peers write. */
  readonly scratch: string
  readonly model: string
}

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const names = Array.from({ length: 30 }, (_, i) => `f${i}`)

/** All peers that are installed or could be; tells of the others why not. */
export function installPeers(folders: PeerFolders): readonly Peer[] {
  const makers = [onnxruntime, fastApi, mlserver, litServe, bentoMl, mlflow]
  const peers: Peer[] = []
  for (const make of makers) {
    try {
      peers.push(...make(folders))
    } catch (error) {
      console.log(`skipped: ${error instanceof Error ? error.message : error}`)
    }
  }
  return peers
}

export const keyedRow = (numbers: readonly number[]) =>
  JSON.stringify({ rows: [Object.fromEntries(names.map((name, i) => [name, numbers[i]]))] })

export const probabilityOf: Peer['answerOf'] = ({ predictions }) => {
  const [first] = predictions ?? []
  if (typeof first === 'number') return first
  return (first?.outputs ?? first)?.probability?.[1]
}

const common = {
  ...{ cwd: here('.'), bodyOf: keyedRow, answerOf: probabilityOf, tolerance: 1e-9 },
  isPython: true,
}

function onnxruntime(folders: PeerFolders): readonly Peer[] {
  const convert = environment('convert', folders)
  if (!existsSync(here('node_modules'))) {
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], 'onnxruntime-node')
  }
  const target = join(folders.scratch, 'model.onnx')
  run(join(convert, 'python'), [here('to_onnx.py'), folders.model, target], 'the model as ONNX')
  return [
    {
      ...{ ...common, name: 'node:http + onnxruntime', path: '/', port: 7412, isPython: false },
      command: [process.execPath, here('onnx-server.mjs'), target, '7412'],
      ...{ tolerance: 1e-5, atLeast: 1.7 },
    },
  ]
}

function fastApi(folders: PeerFolders): readonly Peer[] {
  const bin = environment('fastapi', folders)
  return (['async', 'sync'] as const).map((sort, i) => {
    const port = 7413 + i
    const quiet = ['--no-access-log', '--log-level', 'error']
    return {
      ...{ ...common, name: `FastAPI ${sort === 'sync' ? 'def' : 'async'}`, port, bin },
      command: [join(bin, 'uvicorn'), 'fastapi_app:app', '--port', String(port), ...quiet],
      path: `/${sort}`,
    }
  })
}

/** Without workers, and as it comes: with one. */
function mlserver(folders: PeerFolders): readonly Peer[] {
  const bin = environment('mlserver', folders)
  return [0, 1].map((workers) => {
    const cwd = join(folders.scratch, `mlserver-${workers}`)
    const port = 7415 + workers
    cpSync(here('mlserver'), cwd, { recursive: true })
    copyFileSync(folders.model, join(cwd, 'model.txt'))
    const settings = {
      ...{ host: '127.0.0.1', http_port: port, grpc_port: port + 20, metrics_port: port + 40 },
      ...{ parallel_workers: workers, metrics_endpoint: null, debug: false },
    }
    writeFileSync(join(cwd, 'settings.json'), JSON.stringify(settings))
    return {
      ...{ ...common, cwd, bin, port, path: '/v2/models/bench/infer' },
      name: workers === 0 ? 'MLServer, no workers' : 'MLServer, default',
      command: [join(bin, 'mlserver'), 'start', '.'],
      bodyOf: (data) =>
        JSON.stringify({ inputs: [{ name: 'x', shape: [1, 30], datatype: 'FP64', data }] }),
      answerOf: ({ outputs }) => outputs?.[0]?.data[0],
      atLeast: workers === 0 ? 12 : 40,
    }
  })
}

function litServe(folders: PeerFolders): readonly Peer[] {
  const bin = environment('litserve', folders)
  return [
    {
      ...{ ...common, name: 'LitServe', bin, port: 7417, path: '/predict' },
      command: [join(bin, 'python'), 'litserve_app.py', '7417'],
    },
  ]
}

function bentoMl(folders: PeerFolders): readonly Peer[] {
  const bin = environment('bentoml', folders)
  const at = ['--host', '127.0.0.1', '--port', '7418']
  return [
    {
      ...{ ...common, name: 'BentoML', bin, port: 7418, path: '/predict' },
      command: [join(bin, 'bentoml'), 'serve', 'bentoml_app:Late', ...at],
    },
  ]
}

function mlflow(folders: PeerFolders): readonly Peer[] {
  const bin = environment('mlflow', folders)
  const target = join(folders.scratch, 'mlflow')
  run(join(bin, 'python'), [here('to_mlflow.py'), folders.model, target], 'the model of mlflow')
  const at = ['--env-manager', 'local', '--host', '127.0.0.1', '--port', '7419']
  return [
    {
      ...{ ...common, name: 'mlflow models serve', bin, port: 7419, path: '/invocations' },
      command: [join(bin, 'mlflow'), 'models', 'serve', '-m', target, ...at],
      bodyOf: (numbers) => JSON.stringify({ inputs: [numbers] }),
    },
  ]
}

/** The programs of a peer's environment, which is made where there is none yet. @throws Error */
function environment(name: string, { python, interpreter }: PeerFolders): string {
  if (python === undefined) throw new Error(`${name} wants --python FOLDER.`)
  const folder = join(python, name)
  const done = join(folder, 'installed.txt')
  const bin = join(folder, 'bin')
  const wanted = here(`${name}.txt`)
  if (!existsSync(done)) {
    console.log(`${name} is being installed in ${folder} ...`)
    if (!existsSync(bin)) run(interpreter, ['-m', 'venv', folder], name)
    const quiet = ['--quiet', '--disable-pip-version-check']
    run(join(bin, 'python'), ['-m', 'pip', 'install', ...quiet, '-r', wanted], name)
    copyFileSync(wanted, done)
  }
  return bin
}

function run(program: string, args: readonly string[], what: string): void {
  const { status, stderr, error } = spawnSync(program, args, { cwd: here('.'), encoding: 'utf8' })
  if (status === 0) return
  const why = error?.message ?? stderr.trim().split('\n').at(-1)
  throw new Error(`${what} could not be installed or made: ${why}`)
}
