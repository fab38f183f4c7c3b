import type { ServingService } from '../service.ts'

export interface V2Options {
  readonly serving: ServingService
  readonly release: string
  /** Whether `load` and `unload` are taken. */
  readonly repositoryApi: boolean
}

export interface V2Reply {
  readonly status: number
  readonly body: unknown
}
