import { type FigureOptions, numberText, rateSeries } from '@ratchet-ml/figures'
import type { EndpointView } from '@ratchet-ml/protocol'
import { useCallback } from 'react'
import { readContract } from '../contract/read-contract.ts'
import { BacktestFact } from '../parts/backtest-fact.tsx'
import { ContractTable } from '../parts/contract-table.tsx'
import { FigureView } from '../parts/figure-view.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { Page } from '../parts/page.tsx'
import { RouteFacts } from '../parts/route-facts.tsx'
import { RouteHistory } from '../parts/route-history.tsx'
import { TrafficFacts } from '../parts/traffic-facts.tsx'
import { TryIt } from '../parts/try-it.tsx'
import { useEndpoint } from '../queries.ts'
import { Link } from '../router/link.tsx'
import { useTraffic } from '../traffic/use-traffic.ts'

/** Inputs beyond which a form is no help. */
const mostInForm = 500

/** One endpoint: what answers, its traffic now, a form to ask it, its contract and its past. */
export function EndpointPage({ endpoint }: { readonly endpoint: string }) {
  const query = useEndpoint(endpoint)
  return (
    <Page title={endpoint} above={<Link to={{ page: 'overview' }}>Overview</Link>}>
      <Loaded query={query}>{(view) => <Endpoint view={view} />}</Loaded>
    </Page>
  )
}

function Endpoint({ view }: { readonly view: EndpointView }) {
  const contract = readContract(view.contract)
  return (
    <>
      <dl className="facts">
        <RouteFacts view={view} />
        <TrafficFacts endpoint={view.endpoint} />
        <BacktestFact model={view.route.champion.model} />
      </dl>
      <h2>Traffic</h2>
      <LiveRate endpoint={view.endpoint} />
      <h2>Try it</h2>
      {contract === undefined ? (
        <p>The contract cannot be read, so there is no form for it.</p>
      ) : contract.inputs.length > mostInForm ? (
        <p>
          A row has {numberText(contract.inputs.length)} numbers, too many for a form;{' '}
          <a href="/openapi.json">the description of the API</a> says what they are.
        </p>
      ) : (
        <TryIt endpoint={view.endpoint} fields={contract.inputs} classes={contract.classes} />
      )}
      <h2>Contract</h2>
      {contract === undefined ? (
        <p>What the server sent as contract has no list of inputs.</p>
      ) : (
        <ContractTable contract={contract} />
      )}
      <h2>Route history</h2>
      <RouteHistory endpoint={view.endpoint} />
    </>
  )
}

function LiveRate({ endpoint }: { readonly endpoint: string }) {
  const { windows, state } = useTraffic()
  const samples = windows[endpoint]
  const draw = useCallback(
    (options: FigureOptions) => {
      const nowMs = samples?.at(-1)?.atMs ?? 0
      return rateSeries({ title: 'Requests per second', nowMs, samples: samples ?? [] }, options)
    },
    [samples],
  )
  return (
    <>
      {state === 'lost' && <p role="status">The stream of traffic broke; it is opened again.</p>}
      <FigureView id={`requests-${endpoint}`} draw={draw} />
    </>
  )
}
