import type { EndpointView } from '@ratchet-ml/protocol'
import { Fact } from './fact.tsx'
import { LoadState } from './load-state.tsx'
import { Stamp } from './stamp.tsx'
import { VersionName } from './version-name.tsx'

/** Who answers, who stands by, and who changed it last. */
export function RouteFacts({ view }: { readonly view: EndpointView }) {
  const { champion, standby, validFrom, actor, reason } = view.route
  return (
    <>
      <Fact name="Champion">
        <VersionName version={champion} /> <LoadState states={view.states} version={champion} />
      </Fact>
      <Fact name="Standby">
        {standby === undefined ? (
          'none'
        ) : (
          <>
            <VersionName version={standby} /> <LoadState states={view.states} version={standby} />
          </>
        )}
      </Fact>
      <Fact name="Last change">
        <Stamp at={validFrom} /> by {actor}
        {reason === '' ? ', without a reason' : `: ${reason}`}
      </Fact>
    </>
  )
}
