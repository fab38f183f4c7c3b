import type { LiveEndpoint } from '../routes/live-endpoint.ts'

/** As much of an endpoint as reading rows takes. */
export interface Reading
  extends Pick<LiveEndpoint, 'reader' | 'encoder' | 'discarded' | 'featureCount'> {
  /** Where a request of one row is read in the very turn that answers it. */
  readonly jsonRow?: LiveEndpoint['jsonRow']
  readonly route: Pick<LiveEndpoint['route'], 'contract'>
  readonly handle: { readonly loaded: Pick<LiveEndpoint['handle']['loaded'], 'contract'> }
  readonly scored: { readonly rawWidth: number }
}
