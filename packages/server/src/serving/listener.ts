import { Buffer } from 'node:buffer'
import { createServer, type Server } from 'node:http'
import { createServer as createHttpsServer, Server as HttpsServer } from 'node:https'
import { Problem } from '../platform/problem.ts'

export type Listener = Server | HttpsServer

/** A certificate with its chain and its key, in PEM. */
export interface TlsMaterial {
  readonly cert: Uint8Array
  readonly key: Uint8Array
}

export interface HostLimits {
  /** Milliseconds for the head of a request, and for the whole of it. */
  readonly headersTimeoutMs: number
  readonly requestTimeoutMs: number
  /** Milliseconds that a connection may be idle. */
  readonly keepAliveMs: number
  /** Bytes of a head. */
  readonly headerBytes: number
  readonly connections: number
}

/** A whole request must arrive within half a minute; proxies reuse idle connections for a minute. */
const defaultLimits: HostLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveMs: 72_000,
  headerBytes: 16_384,
  connections: 10_000,
}

const tlsDefaults = { minVersion: 'TLSv1.2' } as const

/**
 * An HTTP server that is not open yet, or an HTTPS one.
 * @throws Problem `config-invalid` when certificate and key are no pair
 */
export function createListener(
  said: Partial<HostLimits> | undefined,
  tls: TlsMaterial | undefined,
): Listener {
  const limits = { ...defaultLimits, ...said }
  const settings = {
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveMs,
    maxHeaderSize: limits.headerBytes,
    connectionsCheckingInterval: 2_000,
    noDelay: true,
  }
  const listener = tls === undefined ? createServer(settings) : createTls(settings, tls)
  listener.maxConnections = limits.connections
  return listener
}

/** @throws Error when it is no pair; then the old certificate stays */
export function replaceTls(listener: Listener, material: TlsMaterial): void {
  if (listener instanceof HttpsServer) {
    listener.setSecureContext({ ...tlsDefaults, ...asBuffers(material) })
  }
}

function createTls(
  settings: NonNullable<Parameters<typeof createHttpsServer>[0]>,
  tls: TlsMaterial,
): HttpsServer {
  try {
    return createHttpsServer({ ...settings, ...tlsDefaults, ...asBuffers(tls) })
  } catch (cause) {
    const what = 'The certificate and the key are not a pair in PEM.'
    throw new Problem('config-invalid', what, { cause })
  }
}

function asBuffers({ cert, key }: TlsMaterial) {
  return { cert: Buffer.from(cert), key: Buffer.from(key) }
}
