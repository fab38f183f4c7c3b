import type { Shape } from './shape.ts'

/** Bounds of a contract, which importers hold a file to. */
export const contractLimits = { inputs: 100_000, levels: 1_000_000, width: 1_000_000 } as const

const text: Shape = { kind: 'text' }
const tolerance: Shape = { kind: 'choice', of: ['accept', 'refuse'] }
const levels: Shape = {
  kind: 'list',
  of: { kind: 'either', of: [{ kind: 'text', empty: true }, { kind: 'number' }] },
  minimum: 1,
  maximum: contractLimits.levels,
}

const field: Shape = {
  kind: 'object',
  required: {
    name: text,
    role: { kind: 'choice', of: ['feature', 'unit', 'time', 'segment', 'carried'] },
    type: {
      kind: 'choice',
      of: ['number', 'integer', 'boolean', 'category', 'text', 'timestamp'],
    },
    missing: tolerance,
  },
  optional: {
    unit: text,
    description: text,
    range: {
      kind: 'object',
      required: {},
      optional: { minimum: { kind: 'number' }, maximum: { kind: 'number' } },
    },
    levels,
    missingSeen: { kind: 'boolean' },
    unknownLevel: tolerance,
    unknownCode: { kind: 'integer', minimum: -1, maximum: -1 },
    maximumLength: { kind: 'integer', minimum: 1, maximum: 100_000_000 },
    personal: { kind: 'boolean' },
    availableAfter: {
      kind: 'text',
      pattern: /^(0|[1-9]\d{0,8})(s|min|h|d|w)$/,
      means: 'a length of time such as 36h or 90d',
    },
  },
}

const output: Shape = {
  kind: 'object',
  required: {
    name: text,
    type: { kind: 'choice', of: ['number', 'integer', 'category'] },
    width: { kind: 'integer', minimum: 1, maximum: contractLimits.width },
  },
  optional: {},
}

const numeric: Shape = {
  kind: 'object',
  required: {
    raw: {
      kind: 'either',
      of: [
        { kind: 'choice', of: ['bit-exact'] },
        {
          kind: 'object',
          required: { relative: { kind: 'number', minimum: 0, maximum: 1 } },
          optional: { absolute: { kind: 'number', minimum: 0 } },
        },
      ],
    },
    linkUlp: { kind: 'number', minimum: 0 },
  },
  optional: {
    linkType: { kind: 'choice', of: ['f64', 'f32'] },
    linkAbsolute: { kind: 'number', minimum: 0 },
  },
}

/** contract.json, apart from the rules between its members (`parseContract`). */
export const contractShape: Shape = {
  kind: 'object',
  required: {
    task: {
      kind: 'choice',
      of: ['binary', 'multiclass', 'regression', 'ranking', 'anomaly', 'clustering'],
    },
    inputs: { kind: 'list', of: field, minimum: 0, maximum: contractLimits.inputs },
    extra: { kind: 'choice', of: ['ignore', 'refuse'] },
    outputs: { kind: 'list', of: output, minimum: 1, maximum: 1000 },
    numeric,
  },
  optional: {
    classes: levels,
    tensors: {
      kind: 'list',
      of: {
        kind: 'object',
        required: {
          name: text,
          shape: {
            kind: 'list',
            of: { kind: 'integer', minimum: 1, maximum: contractLimits.inputs },
            minimum: 1,
            maximum: 32,
          },
        },
        optional: {},
      },
      minimum: 1,
      maximum: 100,
    },
    threshold: { kind: 'number', minimum: 0, maximum: 1 },
  },
}
