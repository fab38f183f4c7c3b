import { createClient } from '@ratchet-ml/client'
import { themeVariables } from '@ratchet-ml/figures'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { ClientContext } from './queries.ts'
import './styles.css'
import { TrafficFeed, type TrafficSource } from './traffic/traffic-feed.ts'
import { TrafficContext } from './traffic/use-traffic.ts'

adoptFigureColours()

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element with the id "root"')

const client = createClient({ url: window.location.origin, deadlineMs: 10_000 })
// Its handlers are declared with arguments that the feed does not take.
const feed = new TrafficFeed(() => new EventSource('/v1/traffic') as TrafficSource)
// The next refetch is the retry; and a server on this machine answers without a network.
const options = { retry: false, networkMode: 'always' } as const
const queries = new QueryClient({ defaultOptions: { queries: options, mutations: options } })

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <ClientContext value={client}>
        <TrafficContext value={feed}>
          <App />
        </TrafficContext>
      </ClientContext>
    </QueryClientProvider>
  </StrictMode>,
)

/** The page has the colours of its figures; a constructed sheet needs no inline style. */
function adoptFigureColours(): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`
    :root { ${themeVariables('light')} }
    @media (prefers-color-scheme: dark) { :root { ${themeVariables('dark')} } }
  `)
  document.adoptedStyleSheets = [sheet]
}
