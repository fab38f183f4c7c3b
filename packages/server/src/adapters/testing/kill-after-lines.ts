import type { Buffer } from 'node:buffer'
import { spawn } from 'node:child_process'

/**
 * Runs a script until it has printed so many lines, and kills it with SIGKILL.
 * @returns the whole lines that it had printed by its end
 * @throws Error when it ends by itself, with what it said on standard error
 */
export async function killAfterLines(
  script: string,
  args: readonly string[],
  lines: number,
): Promise<readonly string[]> {
  const command = ['--conditions=ratchet-source', script, ...args]
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  let said = ''
  let printed = 0
  child.stderr.on('data', (chunk) => {
    said += String(chunk)
  })
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1')
    for (const byte of chunk) if (byte === 10) printed++
    if (printed >= lines) child.kill('SIGKILL')
  })
  const signal = await new Promise<string | null>((resolve) => {
    child.on('close', (_, by) => resolve(by))
  })
  if (signal !== 'SIGKILL') throw new Error(`the process ended by itself: ${said}`)
  return text.slice(0, text.lastIndexOf('\n')).split('\n')
}
