import type { LiveEndpoint } from '../routes/live-endpoint.ts'

/** As much of an endpoint as reading rows takes. */
export interface Reading
  extends Pick<LiveEndpoint, 'reader' | 'encoder' | 'discarded' | 'featureCount'> {
  /** Where requests of up to so many rows are read in the very turn that answers them. */
  readonly quickRows?: LiveEndpoint['quickRows']
  readonly rowsAtOnce?: number
  readonly route: Pick<LiveEndpoint['route'], 'contract'>
  readonly handle: { readonly loaded: Pick<LiveEndpoint['handle']['loaded'], 'contract'> }
  readonly scored: { readonly rawWidth: number }
}
