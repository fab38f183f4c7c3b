import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** A Python with exactly the packages that a requirements file pins, or what each one tried lacks. */
export type FoundPython =
  | { readonly kind: 'found'; readonly command: string }
  | { readonly kind: 'none'; readonly tried: readonly string[] }

const versionsOf = `
import importlib.metadata as m, sys
for name in sys.argv[1:]:
    try: print(m.version(name))
    except m.PackageNotFoundError: print("nothing")
`

/** Tries the commands in order. */
export function findPython(requirements: URL, commands: readonly string[]): FoundPython {
  const pins = readFileSync(requirements, 'utf8')
    .split('\n')
    .map((line) => /^([\w.-]+)==(\S+)/.exec(line))
    .filter((match) => match !== null)
    .map(([, name = '', version = '']) => ({ name, version }))
  const tried: string[] = []
  for (const command of commands) {
    const lacking = whatLacks(command, pins)
    if (lacking === undefined) return { kind: 'found', command }
    tried.push(`${command}: ${lacking}`)
  }
  return { kind: 'none', tried }
}

/** Where a Python may be: named in RATCHET_PYTHON (several with ":" between), in the checkout's own .venv, or the system's. */
export function pythonCommands(): readonly string[] {
  const named = (process.env['RATCHET_PYTHON'] ?? '').split(':').filter((command) => command !== '')
  return [...named, '.venv/bin/python', 'python3', 'python']
}

/** The version that a requirements file pins for its first package, the library itself. */
export function pinnedLibrary(requirements: URL): string {
  return (readFileSync(requirements, 'utf8').split('\n')[0] ?? '').replace('==', ' ')
}

function whatLacks(
  command: string,
  pins: readonly { name: string; version: string }[],
): string | undefined {
  const ran = spawnSync(command, ['-c', versionsOf, ...pins.map(({ name }) => name)], {
    encoding: 'utf8',
  })
  if (ran.error !== undefined || ran.status !== 0) return 'no such Python, or none that starts'
  const found = ran.stdout.trim().split('\n')
  const wrong = pins.flatMap(({ name, version }, i) =>
    found[i] === version ? [] : [`${name} ${version} (found ${found[i]})`],
  )
  return wrong.length === 0 ? undefined : `lacks ${wrong.join(', ')}`
}
