import { useStatus } from '../queries.ts'
import { isUnreachable, Trouble } from './trouble.tsx'

/** Says at the top of every page when the server is gone or about to go. */
export function ServerBanner() {
  const { data, error, dataUpdatedAt } = useStatus()
  if (isUnreachable(error)) {
    const since = new Date(dataUpdatedAt).toISOString().slice(11, 19)
    return (
      <div className="banner" role="alert">
        <strong>The server does not answer.</strong>{' '}
        {dataUpdatedAt > 0 && `What you see is from ${since} UTC. `}
        Trying again every 3 seconds. If it was stopped, start it again with{' '}
        <code>ratchet serve</code>.
      </div>
    )
  }
  if (error !== null) return <Trouble error={error} />
  if (data?.state !== 'draining') return null
  return (
    <div className="banner" role="status">
      The server is stopping: it answers what it has begun and takes nothing new.
    </div>
  )
}

/** Which server this is, at the foot of every page. */
export function ServerFoot() {
  const { data } = useStatus()
  return (
    <footer>
      {data !== undefined && (
        <p>
          Ratchet {data.release} · process {data.pid} ·{' '}
          {data.dataFolder === undefined ? 'keeps nothing (no data folder)' : data.dataFolder} ·
          ledger at record {data.ledger.seq}
        </p>
      )}
    </footer>
  )
}
