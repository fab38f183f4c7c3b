/** Why a version did not answer. */
export type FallbackReason = 'error' | 'timeout' | 'invalid-output'

/** Who answered a row: the route's versions, then the constant that needs none. */
export type ServedBy = 'champion' | 'standby' | 'baseline'
