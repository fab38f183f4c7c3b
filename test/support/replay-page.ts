import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readdirSync, readFileSync, utimesSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type RunningServer, startServer, temporaryFolder } from './run-ratchet.ts'

const program = fileURLToPath(new URL('../../packages/server/bin/ratchet.mjs', import.meta.url))
const files = fileURLToPath(new URL('../../examples/first-model/', import.meta.url))
const shownAddress = '127.0.0.1:7300'
const shownId = '019bc0b6-1b2c-7d3e-8f40-5a6b7c8d9e0f'
const shownTime = '2026-01-15 09:30:00'
const someId = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}/g
/** Files are as old as a reader's: what was written a moment ago is read again. */
const longAgo = Date.UTC(2026, 0, 1) / 1000
const blocks = /```console\n([\s\S]*?)```/g

/**
 * Pages with the output of each `$ command` of their console blocks as it is today, in one copy of
 * examples/first-model, one page after the other. What differs from run to run or with each change of
 * the package (times, ids, digests, sizes, the port, the user, the folder) is written as a reader may
 * see it.
 */
export async function replayPages(pages: readonly string[]): Promise<readonly string[]> {
  using folder = temporaryFolder()
  cpSync(files, folder.path, { recursive: true })
  for (const name of readdirSync(folder.path)) utimesSync(join(folder.path, name), longAgo, longAgo)
  await using shell = new PageShell(folder.path)
  const filled: string[] = []
  for (const page of pages) filled.push(await shell.fill(readFileSync(page, 'utf8')))
  return filled
}

class PageShell {
  readonly #folder: string
  #server: RunningServer | undefined
  /** The last id that a command has printed; a command may name it as it is shown. */
  #lastId = shownId

  constructor(folder: string) {
    this.#folder = folder
  }

  /** The text with what its commands print. */
  async fill(text: string): Promise<string> {
    let filled = ''
    let end = 0
    for (const match of text.matchAll(blocks)) {
      filled += text.slice(end, match.index)
      end = match.index + match[0].length
      const commands = [...(match[1] ?? '').matchAll(/^\$ (.*(?:\\\n.*)*)$/gm)].map(
        (found) => found[1] ?? '',
      )
      const said: string[] = []
      for (const command of commands) said.push(`$ ${command}\n${await this.#run(command)}`)
      filled += `\`\`\`console\n${said.join('')}\`\`\``
    }
    return filled + text.slice(end)
  }

  async #run(command: string): Promise<string> {
    const serving = /^ratchet serve *(.*)$/.exec(command)?.[1]
    if (serving === undefined) return this.#asShown(await this.#inShell(command))
    this.#server = await startServer(serving.split(' ').filter(Boolean), { cwd: this.#folder })
    while (!this.#server.said.stdout.includes('.decode())'))
      await once(this.#server.child.stdout, 'data')
    return this.#asShown(this.#server.said.stdout)
  }

  async #inShell(command: string): Promise<string> {
    const node = `"${process.execPath}" --conditions=ratchet-source`
    const post = 'fetch(process.argv[1],{method:"POST",body:process.argv[2]})'
    const functions = [
      `ratchet() { ${node} "${program}" "$@"; }`,
      `curl() { ${node} -e '${post}.then(r=>r.text()).then(console.log)' "$2" "$4"; }`,
    ]
    const line = command
      .replaceAll(`http://${shownAddress}`, this.#server?.url ?? '')
      .replaceAll(shownId, this.#lastId)
    const child = spawn('sh', ['-c', `exec 2>&1\n${functions.join('\n')}\n${line}`], {
      cwd: this.#folder,
      env: { ...process.env, CI: 'true' },
    })
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8')
    })
    await once(child, 'close')
    return said
  }

  #asShown(text: string): string {
    const user = userInfo().username
    this.#lastId = text.match(someId)?.at(-1) ?? this.#lastId
    const column = ' '.repeat(`os:${user}`.length - 'by'.length)
    return text
      .replaceAll(this.#folder, '/home/ada/sales')
      .replaceAll(` by${column} `, ' by     ')
      .replaceAll(`os:${user}`, 'os:ada')
      .replaceAll(`owner = ${user}`, 'owner = ada')
      .replaceAll(`owner: ${user}`, 'owner: ada')
      .replaceAll(/127\.0\.0\.1:\d+/g, shownAddress)
      .replaceAll(/process \d+/g, 'process 4711')
      .replaceAll(/2\d{3}-\d\d-\d\d \d\d:\d\d:\d\d/g, (time) => timeAsShown(time, shownTime))
      .replaceAll(/2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, (time) =>
        timeAsShown(time, shownTime.replace(' ', 'T').concat('Z')),
      )
      .replaceAll(someId, shownId)
      .replaceAll(/2\d{7}T\d{9}Z/g, '20260115T093000000Z')
      .replaceAll(/(head \d+:|sha256:)([0-9a-f]{12,64})/g, (_, before: string, hex: string) => {
        return before + '5eed'.repeat(16).slice(0, hex.length)
      })
      .replaceAll(/[\d,]+ bytes/g, '22,343 bytes')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.stop()
  }
}

/** Times of the run are those of the page; those of the data stay. */
function timeAsShown(time: string, shown: string): string {
  const found = Date.parse(time.endsWith('Z') ? time : `${time.replace(' ', 'T')}Z`)
  return Math.abs(found - Date.now()) < 86_400_000 ? shown : time
}
