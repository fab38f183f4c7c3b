import { useSyncExternalStore } from 'react'

/** Where the page is: the only place where view state lives. */
export interface Place {
  readonly path: string
  readonly query: URLSearchParams
}

const moved = 'ratchet:moved'

export function usePlace(): Place {
  const href = useSyncExternalStore(subscribe, () => window.location.href)
  const url = new URL(href)
  return { path: url.pathname, query: url.searchParams }
}

/** Goes to a path or query of this page without loading it anew. */
export function goTo(href: string): void {
  window.history.pushState(null, '', href)
  window.dispatchEvent(new Event(moved))
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('popstate', listener)
  window.addEventListener(moved, listener)
  return () => {
    window.removeEventListener('popstate', listener)
    window.removeEventListener(moved, listener)
  }
}
