import type { TrafficSample } from '@ratchet-ml/protocol'
import { addSample, type TrafficWindow } from './traffic-window.ts'

/** What is known of the traffic now; a new object after every change, never changed itself. */
export interface Traffic {
  readonly windows: Readonly<Record<string, TrafficWindow>>
  readonly state: 'connecting' | 'live' | 'lost'
}

/** As much of an `EventSource` as is used. */
export interface TrafficSource {
  /** 2: closed for good. */
  readonly readyState: number
  onopen: (() => void) | null
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onerror: (() => void) | null
  close(): void
}

const retryMs = 3000
/** On opening the server tells five minutes at once: that is to be one change, not hundreds. */
const gatherMs = 100
const closed = 2

/** The server's stream of traffic, held open while anybody listens, and opened again when it breaks. */
export class TrafficFeed {
  readonly #connect: () => TrafficSource
  readonly #listeners = new Set<() => void>()
  #traffic: Traffic = { windows: {}, state: 'connecting' }
  #source: TrafficSource | undefined
  #retry: ReturnType<typeof setTimeout> | undefined
  #gathering: ReturnType<typeof setTimeout> | undefined

  /** @param connect opens the stream anew */
  constructor(connect: () => TrafficSource) {
    this.#connect = connect
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
    const source = this.#connect()
    source.onopen = () => this.#change({ ...this.#traffic, state: 'live' })
    source.onmessage = (event) => this.#receive(String(event.data))
    source.onerror = () => {
      this.#change({ ...this.#traffic, state: 'lost' })
      // After a reply that is no stream the browser gives up by itself, so it is tried anew here.
      if (source.readyState !== closed) return
      this.#close()
      this.#retry = setTimeout(() => this.#open(), retryMs)
    }
    this.#source = source
  }

  #close(): void {
    clearTimeout(this.#retry)
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
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined
      for (const listener of this.#listeners) listener()
    }, gatherMs)
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
