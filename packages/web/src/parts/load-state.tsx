import type { EndpointView, RoutedVersion } from '@ratchet-ml/protocol'

export interface LoadStateProps {
  readonly states: EndpointView['states']
  readonly version: RoutedVersion
}

/** Whether a version is ready on this server, in words first and colour second. */
export function LoadState({ states, version }: LoadStateProps) {
  const found = states[version.digest]
  if (found === undefined) return <span className="state">not loaded here</span>
  return (
    <span className={`state state-${found.state}`}>
      {found.state}
      {found.reason !== undefined && `: ${found.reason}`}
    </span>
  )
}
