import fc from 'fast-check'
import { expect, test } from 'vitest'
import { matchRoute, pathOf, type Route } from './routes.ts'

test('every page is found again at its path, whatever its subject is called', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1 })
  const route: fc.Arbitrary<Route> = fc.oneof(
    fc.constantFrom<Route>({ page: 'overview' }, { page: 'models' }, { page: 'backtests' }),
    name.map((endpoint) => ({ page: 'endpoint' as const, endpoint })),
    name.map((model) => ({ page: 'model' as const, model })),
    name.map((id) => ({ page: 'backtest' as const, id })),
  )
  fc.assert(
    fc.property(route, (page) => {
      expect(matchRoute(pathOf(page))).toEqual(page)
    }),
  )
})

test.each(['/nowhere', '/endpoints', '/models/a/b', '/models/%E0%A4%A'])(
  '%s is no page',
  (path) => {
    expect(matchRoute(path)).toEqual({ page: 'not-found', path })
  },
)
