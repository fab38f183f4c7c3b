import {
  AgreeSpecification,
  Name,
  SpecificationAgreed,
  SpecificationView,
} from '@ratchet-ml/protocol'
import { z } from 'zod'
import { defineRoute } from '../../platform/http-kit/define-route.ts'
import type { AnyRoute } from '../../platform/http-kit/types.ts'
import type { Specifications } from './service.ts'

const OfModel = z.object({ model: Name })

/** What model lines must satisfy, over HTTP. */
export function specificationRoutes(specifications: Specifications): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/models/{model}/specification',
      summary: 'Say what is agreed that the versions of a model must satisfy',
      surface: 'read',
      params: OfModel,
      response: SpecificationView,
      problems: ['specification-not-found', 'data-folder-corrupt', 'package-digest-mismatch'],
      handle: ({ params }) => specifications.get(params.model),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/models/{model}/specification',
      summary: 'Agree to what the versions of a model must satisfy',
      surface: 'change',
      params: OfModel,
      body: AgreeSpecification,
      response: SpecificationAgreed,
      problems: ['request-invalid', 'disk-full'],
      handle: ({ params, body, actor }) =>
        specifications.agree(params.model, body, { actor, reason: body.reason }),
    }),
  ]
}
