/** The pages; each is a path, and what it shows of its subject is in the query. */
export type Route =
  | { readonly page: 'overview' }
  | { readonly page: 'endpoint'; readonly endpoint: string }
  | { readonly page: 'models' }
  | { readonly page: 'model'; readonly model: string }
  | { readonly page: 'backtests' }
  | { readonly page: 'backtest'; readonly id: string }
  | { readonly page: 'not-found'; readonly path: string }

/** The page at a path; a path with a broken escape is no page. */
export function matchRoute(path: string): Route {
  const [folder, name, ...rest] = partsOf(path)
  if (rest.length === 0) {
    if (folder === undefined) return { page: 'overview' }
    if (folder === 'endpoints' && name !== undefined) return { page: 'endpoint', endpoint: name }
    if (folder === 'models') {
      return name === undefined ? { page: 'models' } : { page: 'model', model: name }
    }
    if (folder === 'backtests') {
      return name === undefined ? { page: 'backtests' } : { page: 'backtest', id: name }
    }
  }
  return { page: 'not-found', path }
}

/** The path of a page: `matchRoute` gives the page back. */
export function pathOf(route: Route): string {
  switch (route.page) {
    case 'overview':
      return '/'
    case 'endpoint':
      return `/endpoints/${encodeURIComponent(route.endpoint)}`
    case 'models':
      return '/models'
    case 'model':
      return `/models/${encodeURIComponent(route.model)}`
    case 'backtests':
      return '/backtests'
    case 'backtest':
      return `/backtests/${encodeURIComponent(route.id)}`
    case 'not-found':
      return route.path
  }
}

function partsOf(path: string): readonly (string | undefined)[] {
  try {
    return path
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent)
  } catch {
    return ['', '', '']
  }
}
