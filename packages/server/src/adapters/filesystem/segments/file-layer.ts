/** A file that one log writes. */
export interface LogFile {
  /** Writes all of the bytes at a place; when it throws, any part of them may be there. */
  write(bytes: Uint8Array, position: number): Promise<void>
  truncate(length: number): Promise<void>
  /** Resolves when everything written is on the disk (fdatasync). */
  sync(): Promise<void>
  close(): Promise<void>
}

/** The part of a file system that the log stands on, so that tests can put another under it. */
export interface LogFiles {
  /** Makes a folder and those above it. */
  makeFolder(path: string): Promise<void>
  /** Names in a folder; none when there is no such folder. */
  list(path: string): Promise<readonly string[]>
  /** A new file. */
  create(path: string): Promise<LogFile>
  /** A file that is there, to be repaired. */
  open(path: string): Promise<LogFile>
  /** Up to `length` bytes from a place, fewer at the end; `undefined` when there is no such file. */
  read(path: string, position: number, length: number): Promise<Uint8Array | undefined>
  /** In bytes; `undefined` when there is no such file. */
  size(path: string): Promise<number | undefined>
  rename(from: string, to: string): Promise<void>
  /** Makes the names in a folder durable (fsync). */
  syncFolder(path: string): Promise<void>
}
