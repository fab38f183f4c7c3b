import type { BacktestSummary } from '@ratchet-ml/protocol'
import { Loaded } from '../parts/loaded.tsx'
import { Page } from '../parts/page.tsx'
import { ScrollTable } from '../parts/scroll-table.tsx'
import { FullStamp } from '../parts/stamp.tsx'
import { useBacktests } from '../queries.ts'
import { Link } from '../router/link.tsx'
import { usePlace } from '../router/location.ts'

const columns = ['Back-test', 'Model', 'Recorded', 'By']

/** The recorded back-tests, of one model where the URL names it. */
export function BacktestsPage() {
  const model = usePlace().query.get('model') ?? undefined
  const backtests = useBacktests(model)
  return (
    <Page title={model === undefined ? 'Back-tests' : `Back-tests of ${model}`}>
      {model !== undefined && (
        <p>
          <Link to={{ page: 'backtests' }}>Back-tests of all models</Link>
        </p>
      )}
      <Loaded query={backtests}>
        {(views) => (views.length === 0 ? <NoBacktests /> : <BacktestTable views={views} />)}
      </Loaded>
    </Page>
  )
}

function BacktestTable({ views }: { readonly views: readonly BacktestSummary[] }) {
  return (
    <ScrollTable caption="Recorded back-tests" columns={columns}>
      {views.map((view) => (
        <tr key={view.id}>
          <th scope="row">
            <Link to={{ page: 'backtest', id: view.id }}>{view.id.slice(7, 19)}</Link>
          </th>
          <td>
            <Link to={{ page: 'model', model: view.model }}>{view.model}</Link>
          </td>
          <td>
            <FullStamp at={view.recordedAt} />
          </td>
          <td>{view.actor}</td>
        </tr>
      ))}
    </ScrollTable>
  )
}

function NoBacktests() {
  return (
    <div className="empty">
      <p>No back-test yet. One compares versions and baselines month by month:</p>
      <pre>
        <code>ratchet backtest</code>
      </pre>
    </div>
  )
}
