import type { ReactNode } from 'react'
import { isUnreachable, Trouble } from './trouble.tsx'

export interface LoadedProps<T> {
  readonly query: { readonly data: T | undefined; readonly error: unknown }
  readonly children: (data: T) => ReactNode
}

/**
 * What a query brought; before that, that it is on its way or what is wrong.
 *
 * When the server is gone the last answer stays: the banner says that it may be out of date.
 */
export function Loaded<T>({ query, children }: LoadedProps<T>) {
  const { data, error } = query
  if (error !== null && !isUnreachable(error)) return <Trouble error={error} />
  if (data !== undefined) return children(data)
  if (error !== null) return <p>Nothing to show until the server answers.</p>
  return <p role="status">Loading…</p>
}
