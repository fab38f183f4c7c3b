import type { Readable, Writable } from 'node:stream'
import type { Client } from '@ratchet-ml/client'
import type { BlobFiles } from '../blob-files.ts'
import type { Clock } from '../clock.ts'
import type { StartEngine } from '../graph-engine.ts'
import type { Logger } from '../logger.ts'
import type { Project } from '../project.ts'

export interface OptionDefinition {
  readonly type: 'text' | 'flag' | 'integer' | 'number'
  /** One line of help. */
  readonly help: string
  /** Name of the value in help, such as `DIR`. */
  readonly value?: string
  readonly short?: string
  /** Given more than once, the values are gathered. */
  readonly repeated?: boolean
  /** Of a whole number: what the option means when it stands alone. */
  readonly bare?: string
  readonly choices?: readonly string[]
  readonly default?: string | number
}

export interface PositionalDefinition {
  readonly name: string
  readonly help: string
  readonly optional?: boolean
  readonly repeated?: boolean
}

/** What the command line said, checked against the command's definition. */
export interface CommandInput {
  readonly positionals: readonly string[]
  text(option: string): string | undefined
  texts(option: string): readonly string[]
  flag(option: string): boolean
  number(option: string): number | undefined
}

export interface Progress {
  /**
   * Units done so far, out of the total given at the start.
   * @param share of the whole that is done, in 0..1, where it is known otherwise
   */
  update(done: number, share?: number): void
  end(): void
}

/** The outside world as a command sees it. */
export interface CommandContext {
  readonly stdin: Readable
  /** Size of standard input where it is a file. */
  readonly stdinSizeBytes?: number
  readonly stdout: Writable
  readonly stderr: Writable
  readonly isTerminal: boolean
  readonly json: boolean
  readonly workingFolder: string
  readonly clock: Clock
  /** Aborted by SIGINT or SIGTERM. */
  readonly signal: AbortSignal
  /** One result: `human` on standard output, or `data` as one line of JSON with `--json`. */
  print(human: string, data: unknown): void
  /** A remark on standard error; silent with `--json`. */
  note(text: string): void
  /**
   * Progress on standard error for anything that may take over a second: count, rate, time left.
   * Silent with `--json` and where standard error is no terminal.
   * @param unit such as `rows`
   */
  progress(label: string, unit: string, total?: number): Progress
  /**
   * The API of the data folder: its owner's over the socket, else of this process, which then owns
   * the folder until the command ends.
   */
  client(): Promise<Client>
  /** The nearest ratchet.yaml at or above the working folder, checked; `undefined` without one. */
  project(): Promise<Project | undefined>
  /** The data folder that `--data`, RATCHET_DATA or the project names; `undefined` when none does. */
  dataFolder(): Promise<string | undefined>
  /** The large blobs of the data folder, which a command makes and reads itself. */
  blobFiles(): Promise<BlobFiles>
  /** Starts the process that answers a graph; it ends with the command at the latest. */
  readonly startEngine: StartEngine
  /** The log of what this process does, on standard error; not for results. */
  readonly logger: Logger
  /** Who runs the command, by the operating system. */
  readonly user: string
}

/** A verb of the command line. */
export interface Command {
  /** `predict`, or noun and verb: `model list`. */
  readonly name: string
  readonly summary: string
  readonly description?: string
  readonly positionals: readonly PositionalDefinition[]
  readonly options: Readonly<Record<string, OptionDefinition>>
  readonly examples: readonly string[]
  /** The exit code. Problems are thrown. */
  run(context: CommandContext, input: CommandInput): Promise<number>
}
