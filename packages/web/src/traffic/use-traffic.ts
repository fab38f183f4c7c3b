import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Traffic, TrafficFeed } from './traffic-feed.ts'

export const TrafficContext = createContext<TrafficFeed | undefined>(undefined)

export function useTraffic(): Traffic {
  const feed = useContext(TrafficContext)
  if (feed === undefined) throw new Error('useTraffic needs a TrafficContext above it')
  return useSyncExternalStore(feed.subscribe, feed.current)
}
