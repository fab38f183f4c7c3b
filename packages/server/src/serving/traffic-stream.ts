import type { TrafficSample } from '@ratchet-ml/protocol'
import type { ServingService } from './service.ts'

const everyMs = 1000
/** A reader that lags this far behind is let go, so that nothing piles up for it. */
const mostWaiting = 64

/**
 * Server-sent events, each one `TrafficSample`: first the seconds that are kept, then one of every
 * endpoint a second, until the caller goes or the server stops.
 */
export function trafficStream(serving: ServingService, signal: AbortSignal): Response {
  let cancel = () => {}
  const stream = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        const end = () => {
          cancel()
          cancel = () => {}
          controller.close()
        }
        const tick = () => {
          if ((controller.desiredSize ?? 0) <= -mostWaiting) {
            end()
            return
          }
          controller.enqueue(toEvents(serving.metrics.lastTraffic()))
          cancel = serving.later(everyMs, tick)
        }
        controller.enqueue(toEvents(serving.metrics.trafficSamples()))
        cancel = serving.later(everyMs, tick)
        const stop = AbortSignal.any([signal, serving.stopping])
        if (stop.aborted) end()
        else stop.addEventListener('abort', end, { once: true })
      },
      cancel: () => cancel(),
    },
    { highWaterMark: 1 },
  )
  return new Response(stream, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
  })
}

/** A comment keeps the connection alive where there is no sample. */
function toEvents(samples: readonly TrafficSample[]): Uint8Array {
  const text = samples.map((sample) => `data: ${JSON.stringify(sample)}\n\n`).join('')
  return new TextEncoder().encode(text === '' ? ': no endpoint\n\n' : text)
}
