import type { TrafficSample } from '@ratchet-ml/protocol'
import { addSample, type TrafficWindow } from './traffic-window.ts'

/** What is known of the traffic now; a new object after every change, never changed itself. */
export interface Traffic {
  readonly windows: Readonly<Record<string, TrafficWindow>>
  readonly state: 'connecting' | 'live' | 'lost'
}

const retryMs = 3000

/** The server's stream of traffic, held open while anybody listens, and opened again when it breaks. */
export class TrafficFeed {
  readonly #url: string
  readonly #listeners = new Set<() => void>()
  #traffic: Traffic = { windows: {}, state: 'connecting' }
  #source: EventSource | undefined
  #retry: number | undefined

  constructor(url: string) {
    this.#url = url
  }

  readonly current = (): Traffic => this.#traffic

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    if (this.#listeners.size === 1) this.#open()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.#close()
    }
  }

  #open(): void {
    const source = new EventSource(this.#url)
    source.onopen = () => this.#change({ ...this.#traffic, state: 'live' })
    source.onmessage = (event) => this.#receive(String(event.data))
    source.onerror = () => {
      this.#change({ ...this.#traffic, state: 'lost' })
      // After a reply that is no stream the browser gives up by itself, so it is tried anew here.
      if (source.readyState !== EventSource.CLOSED) return
      this.#close()
      this.#retry = window.setTimeout(() => this.#open(), retryMs)
    }
    this.#source = source
  }

  #close(): void {
    window.clearTimeout(this.#retry)
    this.#source?.close()
    this.#source = undefined
  }

  #receive(text: string): void {
    const sample = parseSample(text)
    if (sample === undefined) return
    const known = this.#traffic.windows[sample.endpoint] ?? []
    const windows = { ...this.#traffic.windows, [sample.endpoint]: addSample(known, sample) }
    this.#change({ windows, state: 'live' })
  }

  #change(traffic: Traffic): void {
    this.#traffic = traffic
    for (const listener of this.#listeners) listener()
  }
}

function parseSample(text: string): TrafficSample | undefined {
  try {
    const sample: unknown = JSON.parse(text)
    if (typeof sample !== 'object' || sample === null) return undefined
    const known = ['endpoint', 'at', 'ok', 'failed'].every((key) => Object.hasOwn(sample, key))
    return known ? (sample as TrafficSample) : undefined // a release that sends less is left out
  } catch {
    return undefined
  }
}
