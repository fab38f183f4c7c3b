import { sparkline } from '@ratchet-ml/figures'
import type { EndpointView } from '@ratchet-ml/protocol'
import { BacktestFact } from '../parts/backtest-fact.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { Page } from '../parts/page.tsx'
import { RouteFacts } from '../parts/route-facts.tsx'
import { TrafficFacts } from '../parts/traffic-facts.tsx'
import { useEndpoints } from '../queries.ts'
import { Link } from '../router/link.tsx'
import { useTraffic } from '../traffic/use-traffic.ts'

/** Every endpoint: what answers there, how much, how fast, and what was changed last. */
export function OverviewPage() {
  const endpoints = useEndpoints()
  return (
    <Page title="Overview">
      <Loaded query={endpoints}>
        {(views) => (views.length === 0 ? <NoEndpoints /> : <Cards views={views} />)}
      </Loaded>
    </Page>
  )
}

function Cards({ views }: { readonly views: readonly EndpointView[] }) {
  return (
    <ul className="cards">
      {views.map((view) => (
        <li key={view.endpoint} className="card">
          <h2>
            <Link to={{ page: 'endpoint', endpoint: view.endpoint }}>{view.endpoint}</Link>
            <Trend endpoint={view.endpoint} />
          </h2>
          <dl>
            <RouteFacts view={view} />
            <TrafficFacts endpoint={view.endpoint} />
            <BacktestFact model={view.route.champion.model} />
          </dl>
        </li>
      ))}
    </ul>
  )
}

function Trend({ endpoint }: { readonly endpoint: string }) {
  const window = useTraffic().windows[endpoint] ?? []
  if (window.length < 2) return null
  const values = window.slice(-120).map((second) => second.ok + second.failed)
  const title = 'Requests per second over the last two minutes'
  const { svg } = sparkline({ title, values }, { id: `trend-${endpoint}` })
  // biome-ignore lint/security/noDangerouslySetInnerHtml: the figure escapes every text in it
  return <span className="trend" dangerouslySetInnerHTML={{ __html: svg }} />
}

function NoEndpoints() {
  return (
    <div className="empty">
      <p>No endpoint yet. A version that is promoted gets one:</p>
      <pre>
        <code>
          {[
            'ratchet push MODEL_FILE --name flights',
            'ratchet requirement agree flights --none --reason "a first try"',
            'ratchet promote flights@1',
          ].join('\n')}
        </code>
      </pre>
    </div>
  )
}
