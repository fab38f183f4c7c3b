import {
  EndpointView,
  type EndpointView as EndpointViewData,
  Name,
  RouteView,
  type RouteView as RouteViewData,
} from '@ratchet-ml/protocol'
import { z } from 'zod'
import { defineRoute } from '../platform/http-kit/define-route.ts'
import { parseTime } from '../platform/http-kit/parse-time.ts'
import type { AnyRoute } from '../platform/http-kit/types.ts'
import { endpointPage } from './endpoint-page.ts'
import { logRoutes } from './log/http.ts'
import type { PredictionLogs } from './log/prediction-logs.ts'
import { toRouteView } from './route-view.ts'
import type { RouteDirectory } from './routes/directory.ts'
import type { ServingService } from './service.ts'
import { trafficStream } from './traffic-stream.ts'
import type { Route } from './types.ts'

export interface ServingHttpOptions {
  readonly serving: ServingService
  readonly directory: RouteDirectory
  /** Where predictions are recorded; absent: nowhere. */
  readonly logs: PredictionLogs | undefined
  /** The document of `GET /openapi.json`; compose knows every route. */
  readonly openApi: () => Promise<unknown>
  /** The document of one endpoint alone. */
  readonly openApiOf: (route: Route) => unknown
}

const OfEndpoint = z.object({ endpoint: Name })
const AtQuery = z.strictObject({ at: z.string().optional() })

/** What answers, and how: endpoints, metrics, traffic and the description of the API. */
export function servingRoutes(options: ServingHttpOptions): readonly AnyRoute[] {
  return [
    ...endpointRoutes(options),
    ...logRoutes(options.logs, options.directory),
    ...documentRoutes(options),
    ...operatorRoutes(options),
  ]
}

function endpointRoutes({ serving, directory }: ServingHttpOptions): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/endpoints',
      summary: 'List the endpoints, with their routes and the state of their versions',
      surface: 'read',
      response: z.array(EndpointView),
      problems: [],
      handle: async (): Promise<EndpointViewData[]> =>
        (await directory.list()).map((route) => serving.views.viewOf(route)),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/endpoints/{endpoint}',
      summary: 'Describe an endpoint',
      surface: 'read',
      params: OfEndpoint,
      response: EndpointView,
      problems: ['endpoint-not-found'],
      handle: async ({ params }) => serving.views.viewOf(await directory.get(params.endpoint)),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/endpoints/{endpoint}/routes',
      summary: 'List the routes of an endpoint, newest first, or the one in force at a time',
      surface: 'read',
      params: OfEndpoint,
      query: AtQuery,
      response: z.array(RouteView),
      problems: ['endpoint-not-found', 'request-invalid'],
      handle: async ({ params, query }): Promise<RouteViewData[]> => {
        const time = parseTime(query.at, '?/at')
        if (time === undefined) return (await directory.history(params.endpoint)).map(toRouteView)
        const route = await directory.at(params.endpoint, time)
        return route === undefined ? [] : [toRouteView(route)]
      },
    }),
  ]
}

function documentRoutes({
  serving,
  directory,
  openApiOf,
}: ServingHttpOptions): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/endpoints/{endpoint}/openapi.json',
      summary: 'One endpoint as OpenAPI 3.1: its own fields, ranges, levels and examples',
      surface: 'read',
      params: OfEndpoint,
      response: { contentType: 'application/json' },
      problems: ['endpoint-not-found'],
      handle: async ({ params }) => JSON.stringify(openApiOf(await directory.get(params.endpoint))),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/endpoints/{endpoint}/page',
      summary: 'A page about one endpoint: its fields, its answers and an example to copy',
      surface: 'read',
      params: OfEndpoint,
      response: { contentType: 'text/html; charset=utf-8' },
      problems: ['endpoint-not-found'],
      handle: async ({ params }) => {
        const route = await directory.get(params.endpoint)
        return endpointPage(route, serving.views.exampleRow(route))
      },
    }),
  ]
}

function operatorRoutes({ serving, openApi }: ServingHttpOptions): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/traffic',
      summary: 'Follow the traffic: one event a second for each endpoint, the last 300 s first',
      surface: 'read',
      response: { contentType: 'text/event-stream' },
      problems: [],
      handle: async ({ signal }) => trafficStream(serving, signal),
    }),
    defineRoute({
      method: 'GET',
      path: '/metrics',
      summary: 'Metrics in the text format of Prometheus',
      surface: 'read',
      response: { contentType: 'text/plain; version=0.0.4; charset=utf-8' },
      problems: [],
      handle: async () => serving.metrics.text(),
    }),
    defineRoute({
      method: 'GET',
      path: '/openapi.json',
      summary: 'This API as OpenAPI 3.1, with the endpoints that are live',
      surface: 'read',
      response: { contentType: 'application/json' },
      problems: [],
      handle: async () => JSON.stringify(await openApi()),
    }),
  ]
}
