import type { Client } from '@ratchet-ml/client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { createContext, useContext } from 'react'

export const ClientContext = createContext<Client | undefined>(undefined)

/** How often what can change is asked for again. */
const soonMs = 3_000
const laterMs = 10_000

export function useClient(): Client {
  const client = useContext(ClientContext)
  if (client === undefined) throw new Error('useClient needs a ClientContext above it')
  return client
}

export function useStatus() {
  const client = useClient()
  return useQuery({
    queryKey: ['status'],
    queryFn: () => client.status(),
    refetchInterval: soonMs,
  })
}

export function useEndpoints() {
  const client = useClient()
  return useQuery({
    queryKey: ['endpoints'],
    queryFn: () => client.endpoints(),
    refetchInterval: soonMs,
  })
}

export function useEndpoint(endpoint: string) {
  const client = useClient()
  return useQuery({
    queryKey: ['endpoints', endpoint],
    queryFn: () => client.endpoint(endpoint),
    refetchInterval: soonMs,
  })
}

export function useRoutes(endpoint: string) {
  const client = useClient()
  return useQuery({
    queryKey: ['routes', endpoint],
    queryFn: () => client.routes(endpoint),
    refetchInterval: soonMs,
  })
}

export function useModels() {
  const client = useClient()
  return useQuery({
    queryKey: ['models'],
    queryFn: () => client.models(),
    refetchInterval: laterMs,
  })
}

export function useVersions(model: string) {
  const client = useClient()
  return useQuery({
    queryKey: ['versions', model],
    queryFn: () => client.versions(model),
    refetchInterval: laterMs,
  })
}

export function useBacktests(model: string | undefined) {
  const client = useClient()
  return useQuery({
    queryKey: ['backtests', model],
    queryFn: () => client.backtests(model),
    placeholderData: keepPreviousData,
    refetchInterval: laterMs,
  })
}

/** A recorded back-test never changes: it is asked for once. */
export function useBacktest(id: string) {
  const client = useClient()
  return useQuery({
    queryKey: ['backtest', id],
    queryFn: () => client.backtest(id),
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: (query) => (query.state.data === undefined ? soonMs : false),
  })
}

/** What is agreed that versions must satisfy; a problem where nobody has agreed. */
export function useSpecification(model: string) {
  const client = useClient()
  return useQuery({
    queryKey: ['specification', model],
    queryFn: () => client.specification(model),
    refetchInterval: laterMs,
  })
}

/** The newest check of a model, as it is listed and whole once it has come. */
export function useNewestCheck(model: string) {
  const client = useClient()
  const checks = useQuery({
    queryKey: ['checks', model],
    queryFn: () => client.checks(model),
    refetchInterval: laterMs,
  })
  const newest = checks.data?.toSorted((a, b) => b.recordedAt.localeCompare(a.recordedAt))[0]
  const check = useQuery({
    queryKey: ['check', newest?.id],
    queryFn: () => client.check(newest?.id ?? ''),
    enabled: newest !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return { checks, newest, check: check.data }
}
