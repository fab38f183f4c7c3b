import { useBacktests } from '../queries.ts'
import { Link } from '../router/link.tsx'
import { Fact } from './fact.tsx'
import { Stamp } from './stamp.tsx'

/** The way to the newest evidence about a model, or the command that makes some. */
export function BacktestFact({ model }: { readonly model: string }) {
  const { data } = useBacktests(model)
  if (data === undefined) return null
  const newest = data.reduce<(typeof data)[number] | undefined>(
    (found, one) => (found === undefined || one.recordedAt > found.recordedAt ? one : found),
    undefined,
  )
  return (
    <Fact name="How good" note="last back-test">
      {newest === undefined ? (
        <>
          not known yet: <code>ratchet backtest {model}</code>
        </>
      ) : (
        <>
          <Link to={{ page: 'backtest', id: newest.id }}>Back-test of {model}</Link>,{' '}
          <Stamp at={newest.recordedAt} />
        </>
      )}
    </Fact>
  )
}
