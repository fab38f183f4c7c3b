import { numberText, shareText } from '@ratchet-ml/figures'
import { millisecondsText } from '../format/text.ts'
import { summarise } from '../traffic/traffic-window.ts'
import { useTraffic } from '../traffic/use-traffic.ts'
import { Fact } from './fact.tsx'

/** Rate, latency and failures of an endpoint, as they are this second. */
export function TrafficFacts({ endpoint }: { readonly endpoint: string }) {
  const { windows, state } = useTraffic()
  const summary = summarise(windows[endpoint] ?? [])
  if (summary === undefined) {
    return <Fact name="Traffic">{state === 'live' ? 'none seen yet' : 'not known yet'}</Fact>
  }
  const { requests, failed } = summary
  return (
    <>
      <Fact name="Requests" note="mean of 10 s">
        {numberText(Number(summary.rateRps.toPrecision(3)))} a second
      </Fact>
      <Fact name="Time to answer" note="p50 · p99, last second">
        {millisecondsText(summary.p50Ms)} · {millisecondsText(summary.p99Ms)}
      </Fact>
      <Fact name="Failed" note="of the last 5 min">
        {requests === 0 ? '–' : shareText(Number((failed / requests).toPrecision(2)))}
        {failed > 0 && ` (${numberText(failed)} of ${numberText(requests)})`}
      </Fact>
    </>
  )
}
