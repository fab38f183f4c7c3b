import { Buffer } from 'node:buffer'
import type { LogFile, LogFiles } from '../file-layer.ts'

/** A change of a file that no sync has reached yet. */
type Change =
  | { readonly kind: 'write'; readonly position: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly length: number }

interface Node {
  /** As the processes see it. */
  content: Buffer
  /** As it was at the last sync. */
  durable: Buffer
  changes: Change[]
}

type Names = Map<string, Node>

/** A number in [0, 1); the choices of a power cut. */
export type Choose = () => number

export interface SimulatedOptions {
  /** What the disk holds. */
  readonly image?: ReadonlyMap<string, Buffer>
  /** The machine or the process ends in the middle of the operation of this number, from 0. */
  readonly endsAt?: number
  /** Of a write during which it ends: the share of its bytes that got into the file. */
  readonly tornShare?: number
  /** Called before each operation; what it throws is what the operation fails with. */
  readonly before?: (operation: string, number: number) => void | Promise<void>
}

/**
 * A file system in memory that knows what is on the disk: bytes by fdatasync of their file, names by
 * fsync of their folder. Everything else a power cut may drop, keep or tear, in any order.
 */
export class SimulatedFiles implements LogFiles {
  operations = 0
  hasEnded = false
  readonly #options: SimulatedOptions
  readonly #names: Names = new Map()
  readonly #durableNames: Names = new Map()

  constructor(options: SimulatedOptions = {}) {
    this.#options = options
    for (const [path, bytes] of options.image ?? []) {
      const node = { content: bytes, durable: bytes, changes: [] }
      this.#names.set(path, node)
      this.#durableNames.set(path, node)
    }
  }

  /** What a new process finds when this one is killed: all that was written. */
  afterKill(): ReadonlyMap<string, Buffer> {
    return new Map([...this.#names].map(([path, { content }]) => [path, Buffer.from(content)]))
  }

  /** What is found after a power cut: what was synced, and of the rest whatever chance has it. */
  afterPowerCut(choose: Choose): ReadonlyMap<string, Buffer> {
    const found = new Map<string, Buffer>()
    const names = choose() < 0.5 ? this.#durableNames : this.#names
    for (const [path, node] of names) found.set(path, survivor(node, choose))
    return found
  }

  async makeFolder(): Promise<void> {}

  async list(path: string): Promise<readonly string[]> {
    const inside = [...this.#names.keys()].filter((name) => name.startsWith(`${path}/`))
    return [...new Set(inside.map((name) => name.slice(path.length + 1).split('/')[0] as string))]
  }

  create(path: string): Promise<LogFile> {
    return this.#run(`create ${path}`, () => {
      if (this.#names.has(path)) throw systemError('EEXIST')
      const node: Node = { content: Buffer.alloc(0), durable: Buffer.alloc(0), changes: [] }
      this.#names.set(path, node)
      return this.#fileOf(node)
    })
  }

  async open(path: string): Promise<LogFile> {
    const node = this.#names.get(path)
    if (node === undefined) throw systemError('ENOENT')
    return this.#fileOf(node)
  }

  async read(path: string, position: number, length: number): Promise<Uint8Array | undefined> {
    const node = this.#names.get(path)
    return node && Buffer.from(node.content.subarray(position, position + length))
  }

  async size(path: string): Promise<number | undefined> {
    return this.#names.get(path)?.content.length
  }

  rename(from: string, to: string): Promise<void> {
    return this.#run(`rename ${from}`, () => {
      const node = this.#names.get(from)
      if (node === undefined) throw systemError('ENOENT')
      this.#names.delete(from)
      this.#names.set(to, node)
    })
  }

  syncFolder(path: string): Promise<void> {
    return this.#run(`sync ${path}`, () => {
      const isInside = (name: string) => name.startsWith(`${path}/`)
      for (const name of this.#durableNames.keys()) {
        if (isInside(name) && !this.#names.has(name)) this.#durableNames.delete(name)
      }
      for (const [name, node] of this.#names) if (isInside(name)) this.#durableNames.set(name, node)
    })
  }

  #fileOf(node: Node): LogFile {
    return {
      write: (bytes, position) =>
        this.#run(
          'write',
          () => apply(node, { kind: 'write', position, bytes: Buffer.from(bytes) }),
          () => {
            const share = Math.floor(bytes.length * (this.#options.tornShare ?? 0.5))
            apply(node, { kind: 'write', position, bytes: Buffer.from(bytes.subarray(0, share)) })
          },
        ),
      truncate: (length) => this.#run('truncate', () => apply(node, { kind: 'truncate', length })),
      sync: () =>
        this.#run('sync', () => {
          node.durable = Buffer.from(node.content)
          node.changes = []
        }),
      close: async () => {},
    }
  }

  /** After its end, nothing is ever answered. */
  async #run<T>(operation: string, act: () => T, tear: () => void = () => {}): Promise<T> {
    const number = this.operations++
    if (this.hasEnded || number === this.#options.endsAt) {
      if (!this.hasEnded) tear()
      this.hasEnded = true
      return await new Promise<T>(() => {})
    }
    await this.#options.before?.(operation, number)
    if (this.hasEnded) return await new Promise<T>(() => {})
    return act()
  }
}

function apply(node: Node, change: Change): void {
  node.changes.push(change)
  node.content = changed(node.content, change)
}

function changed(content: Buffer, change: Change): Buffer {
  if (change.kind === 'truncate') {
    const shorter = Buffer.alloc(change.length)
    content.copy(shorter)
    return shorter
  }
  const { position, bytes } = change
  const longer = Buffer.alloc(Math.max(content.length, position + bytes.length))
  content.copy(longer)
  bytes.copy(longer, position)
  return longer
}

const sectorBytes = 64

/** The synced content with each later change kept, dropped, or kept in some of its sectors. */
function survivor({ durable, changes }: Node, choose: Choose): Buffer {
  let content = Buffer.from(durable)
  for (const change of changes) {
    const lot = choose()
    if (lot < 0.3) continue
    if (lot < 0.6 || change.kind === 'truncate') {
      content = Buffer.from(changed(content, change))
      continue
    }
    // The size may be there without all of the bytes.
    const { position, bytes } = change
    const torn = Buffer.alloc(Math.max(content.length, position + bytes.length))
    content.copy(torn)
    for (let at = 0; at < bytes.length; at += sectorBytes) {
      if (choose() < 0.5) bytes.subarray(at, at + sectorBytes).copy(torn, position + at)
    }
    content = torn
  }
  return content
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: simulated`), { code })
}
