/** What a case sends: a request of HTTP, or bytes as they are. */
export interface Ask {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** An object is sent as JSON with its Content-Type. */
  readonly body?: unknown
  /** Sent over a socket as they are instead of all above; `HOST` stands for the server. */
  readonly raw?: string | Uint8Array
}

/** What a reply must be like. Everything that is named is checked. */
export interface Expect {
  /** One status, several, or `4xx`; without it no status but 5xx is taken. */
  readonly status?: number | readonly number[] | '4xx'
  /** An object with nothing but a text under `error`, in JSON. */
  readonly error?: boolean
  /** A text that the reply must not repeat. */
  readonly hides?: string
  /** Values of the reply's JSON by dotted path. */
  readonly json?: Readonly<Record<string, unknown>>
  /** Types of the reply's JSON by dotted path: `string`, `array`, `number`, `boolean`, `object`. */
  readonly types?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, RegExp>>
  /** A rule of its own: what is wrong, or nothing. */
  readonly rule?: (reply: Reply, others: readonly Reply[]) => string | undefined
  /** Milliseconds within which the reply must have come. */
  readonly withinMs?: number
}

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly bytes: Uint8Array
  readonly text: string
  /** `undefined` where the body is no JSON. */
  readonly json: unknown
  readonly ms: number
}

/** One thing that a server does right or not. */
export interface Case {
  readonly id: string
  /** `required` by the protocol, or the name of an extension. */
  readonly group: string
  readonly title: string
  readonly ask: Ask
  readonly expect: Expect
  /** Asked before, for comparison. */
  readonly others?: readonly Ask[]
}

export interface Tensor {
  readonly name: string
  readonly datatype: string
  readonly shape: readonly number[]
  readonly data: readonly unknown[]
}

/** The model that the cases ask: what it says of itself, and a request of two rows that it answers. */
export interface Target {
  readonly model: string
  readonly version: string
  readonly inputs: readonly Tensor[]
  readonly outputs: readonly { readonly name: string; readonly datatype: string }[]
}
