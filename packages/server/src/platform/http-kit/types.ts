import type { ProblemCode } from '@ratchet-ml/protocol'
import type { z } from 'zod'

/**
 * Who may call a route. `read` and `predict` are open to whoever reaches the port; `change` is taken
 * only over the owner's socket (or in the owner's own process) until there is access control.
 */
export type Surface = 'read' | 'predict' | 'change'

/** Who asks: `os:<user>` over the socket, `http` over the port, `ratchet` for the program itself. */
export type Actor = `os:${string}` | 'http' | 'ratchet'

/** A body that is read as it comes, by who handles the request. */
export interface BodyStream {
  readonly headers: Pick<Headers, 'get'>
  readonly chunks: AsyncIterable<Uint8Array>
}

export interface RouteRequest<P, Q, B> {
  readonly params: P
  readonly query: Q
  readonly body: B
  readonly actor: Actor
  readonly requestId: string
  /** Aborted when the caller went away or its deadline has passed. */
  readonly signal: AbortSignal
}

/** Gives the file at a path, or nothing where there is none. */
export type FilesByPath = (path: string) => Promise<Response | undefined>

export interface StreamDeclaration {
  /** Schema of each content type, where there is one. */
  readonly stream: Readonly<Record<string, z.ZodType | undefined>>
}

/** A route that translates: declared inputs, outputs and problems; no rule, no store, no `try`. */
export interface RouteDefinition<P = unknown, Q = unknown, B = unknown, R = unknown> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** `/v1/models/{model}`: names in braces are the keys of `params`. */
  readonly path: string
  readonly summary: string
  readonly surface: Surface
  readonly params?: z.ZodType<P>
  readonly query?: z.ZodType<Q>
  /**
   * A schema for JSON, `bytes` for a body handed over as it came (a `Uint8Array`), or a `stream` of one
   * (a `BodyStream`), with the content types that it may have.
   */
  readonly body?: z.ZodType<B> | 'bytes' | StreamDeclaration
  /** A schema for JSON, or a content type for bytes, text or a stream. */
  readonly response: z.ZodType<R> | { readonly contentType: string }
  readonly problems: readonly ProblemCode[]
  handle(request: RouteRequest<P, Q, B>): Promise<R>
}

/** A route whose types are settled, as routers hold it. */
export type AnyRoute = RouteDefinition<never, never, never, unknown>
