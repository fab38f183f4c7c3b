/** What a database may have. */
export interface EngineBounds {
  readonly memoryMb: number
  /** On the disk, for what has no room in memory. */
  readonly spillMb: number
  readonly threads: number
}
