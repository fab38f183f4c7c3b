import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const cache = join(here, '..', '..', '..', '.cache', 'interop')

/** Whether there is a Python that can make environments. */
export function hasPython(): boolean {
  const { status } = spawnSync('python3', [
    '-c',
    'import venv, sys; sys.exit(sys.version_info < (3, 10))',
  ])
  return status === 0
}

/**
 * The programs of an environment that holds exactly what `requirements` pins; made once, and made anew
 * when the file changes.
 */
export function openEnvironment(requirements: string): string {
  const wanted = readFileSync(join(here, requirements), 'utf8')
  const folder = join(cache, requirements.replace('.txt', ''))
  const mark = join(folder, 'requirements.txt')
  if (!existsSync(mark) || readFileSync(mark, 'utf8') !== wanted) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(cache, { recursive: true })
    run('python3', ['-m', 'venv', folder])
    run(join(folder, 'bin', 'pip'), ['install', '--quiet', '-r', join(here, requirements)])
    writeFileSync(mark, wanted)
  }
  return join(folder, 'bin')
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}`)
}
