import {
  Name,
  Promote,
  RollBack,
  RouteChange,
  type RouteChange as View,
} from '@ratchet-ml/protocol'
import { z } from 'zod'
import { defineRoute } from '../platform/http-kit/define-route.ts'
import type { AnyRoute } from '../platform/http-kit/types.ts'
import { toRouteView } from '../serving/index.ts'
import type { ChangedRoute, Promotion } from './service.ts'

const OfEndpoint = z.object({ endpoint: Name })

/** Promotions and rollbacks over HTTP. */
export function promotionRoutes(promotion: Promotion): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/endpoints/{endpoint}/promotions',
      summary: 'Let a version answer at an endpoint; what answered before becomes standby',
      surface: 'change',
      params: OfEndpoint,
      body: Promote,
      response: RouteChange,
      problems: [
        'model-not-found',
        'version-not-found',
        'revision-conflict',
        'contract-incompatible',
        'specification-absent',
        'check-absent',
        'check-failed',
        'package-corrupt',
        'package-digest-mismatch',
        'verification-failed',
        'draining',
        'disk-full',
      ],
      handle: async ({ params, body, actor }) => {
        const cause = { actor, reason: body.reason }
        return toView(await promotion.promote(params.endpoint, body, cause))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/endpoints/{endpoint}/rollbacks',
      summary: 'Go back to the version that answered before',
      surface: 'change',
      params: OfEndpoint,
      body: RollBack,
      response: RouteChange,
      problems: ['endpoint-not-found', 'standby-absent', 'revision-conflict', 'disk-full'],
      handle: async ({ params, body, actor }) => {
        const cause = { actor, reason: body.reason }
        return toView(await promotion.rollBack(params.endpoint, body, cause))
      },
    }),
  ]
}

function toView({ outcome, route, before }: ChangedRoute): View {
  const view = { outcome, route: toRouteView(route) }
  return before === undefined ? view : { ...view, before: toRouteView(before) }
}
