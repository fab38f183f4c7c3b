import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import { planOf } from './tensor-plan.ts'
import type { TensorMetadata } from './types.ts'

/** An endpoint as the model configuration extension has models; tensors are as in the metadata. */
export function configOf(live: LiveEndpoint): Readonly<Record<string, unknown>> {
  const { inputs, outputs } = planOf(live)
  const { endpoint, champion } = live.route
  return {
    name: endpoint,
    platform: 'ratchet_package',
    backend: 'ratchet',
    version_policy: { specific: { versions: [champion.version] } },
    // No dimension is set apart for the batch: the shapes here are those of the metadata.
    max_batch_size: 0,
    input: inputs.map(tensorConfig),
    output: outputs.map(tensorConfig),
    instance_group: [{ name: endpoint, kind: 'KIND_CPU', count: 1 }],
  }
}

function tensorConfig({ name, datatype, shape }: TensorMetadata) {
  const type = datatype === 'BYTES' ? 'STRING' : datatype
  return { name, data_type: `TYPE_${type}`, dims: shape }
}
