import type { ReactNode } from 'react'
import { BacktestPage } from './pages/backtest-page.tsx'
import { BacktestsPage } from './pages/backtests-page.tsx'
import { EndpointPage } from './pages/endpoint-page.tsx'
import { ModelPage } from './pages/model-page.tsx'
import { ModelsPage } from './pages/models-page.tsx'
import { NotFoundPage } from './pages/not-found-page.tsx'
import { OverviewPage } from './pages/overview-page.tsx'
import { ErrorBoundary } from './parts/error-boundary.tsx'
import { ServerBanner, ServerFoot } from './parts/server-state.tsx'
import { Link } from './router/link.tsx'
import { usePlace } from './router/location.ts'
import { matchRoute, type Route } from './router/routes.ts'

const menu = [
  { to: { page: 'overview' }, label: 'Overview', covers: ['overview', 'endpoint'] },
  { to: { page: 'models' }, label: 'Models', covers: ['models', 'model'] },
  { to: { page: 'backtests' }, label: 'Back-tests', covers: ['backtests', 'backtest'] },
] as const

export function App() {
  const { path } = usePlace()
  const route = matchRoute(path)
  return (
    <>
      <a className="skip" href="#content">
        Skip to content
      </a>
      <header className="top">
        <span className="brand">Ratchet</span>
        <nav aria-label="Pages">
          {menu.map(({ to, label, covers }) => {
            const isWithin = covers.some((page) => page === route.page)
            const current = to.page === route.page ? 'page' : 'true'
            return (
              <Link key={label} to={to} {...(isWithin ? { current } : {})}>
                {label}
              </Link>
            )
          })}
        </nav>
      </header>
      <ServerBanner />
      <main id="content" tabIndex={-1}>
        <ErrorBoundary key={path}>{pageOf(route)}</ErrorBoundary>
      </main>
      <ServerFoot />
    </>
  )
}

function pageOf(route: Route): ReactNode {
  switch (route.page) {
    case 'overview':
      return <OverviewPage />
    case 'endpoint':
      return <EndpointPage endpoint={route.endpoint} />
    case 'models':
      return <ModelsPage />
    case 'model':
      return <ModelPage model={route.model} />
    case 'backtests':
      return <BacktestsPage />
    case 'backtest':
      return <BacktestPage id={route.id} />
    case 'not-found':
      return <NotFoundPage path={route.path} />
  }
}
