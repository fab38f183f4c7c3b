import fc from 'fast-check'
import { outputsOfTask } from '../outputs-of-task.ts'
import type { Contract, Field, FieldRole, FieldType, Level } from '../types.ts'

/** A contract of a binary model without inputs, to be changed where a test needs it. */
export function aContract(changes: Partial<Contract> = {}): Contract {
  return {
    task: 'binary',
    inputs: [],
    extra: 'ignore',
    outputs: outputsOfTask('binary'),
    numeric: { raw: 'bit-exact', linkUlp: 2 },
    ...changes,
  }
}

/** A field, by default a numeric feature that may be missing. */
export function aField(name: string, changes: Partial<Field> = {}): Field {
  return { name, role: 'feature', type: 'number', missing: 'accept', ...changes }
}

/** Fields of every role and type. Names come from a small pool, so that contracts overlap. */
export function anyField(name: fc.Arbitrary<string> = anyName): fc.Arbitrary<Field> {
  return fc
    .record({
      name,
      role: fc.constantFrom<FieldRole>('feature', 'feature', 'feature', 'unit', 'carried'),
      type: fc.constantFrom<FieldType>(
        'number',
        'integer',
        'boolean',
        'category',
        'text',
        'timestamp',
      ),
      missing: fc.constantFrom('accept' as const, 'refuse' as const),
      levels: anyLevels,
      unknownLevel: fc.constantFrom('accept' as const, 'refuse' as const),
      range: fc.option(anyRange, { nil: undefined }),
    })
    .map(({ levels, unknownLevel, range, ...base }): Field => {
      if (base.type === 'category') return { ...base, levels, unknownLevel }
      if (base.type === 'text' && base.role === 'feature') return { ...base, role: 'segment' }
      const ranged = base.type === 'number' || base.type === 'integer'
      return ranged && range !== undefined ? { ...base, range } : base
    })
}

/** Valid contracts of every task. */
export function anyContract(): fc.Arbitrary<Contract> {
  return fc
    .record({
      task: fc.constantFrom('binary' as const, 'multiclass' as const, 'regression' as const),
      inputs: fc.uniqueArray(anyField(), { selector: (field) => field.name, maxLength: 5 }),
      extra: fc.constantFrom('ignore' as const, 'refuse' as const),
      named: fc.boolean(),
      classes: fc.uniqueArray(fc.constantFrom<Level>('yes', 'no', 'maybe', 'é'), { minLength: 2 }),
    })
    .map(({ task, inputs, extra, named, classes }) => {
      const labels = task === 'binary' ? classes.slice(0, 2) : classes
      const known = named && task !== 'regression'
      const outputs = outputsOfTask(task, { classes: known ? labels : labels.length })
      return aContract({ task, inputs, extra, outputs, ...(known ? { classes: labels } : {}) })
    })
}

/** Some pairs are similar, some are not, some are names that plain objects inherit. */
const anyName: fc.Arbitrary<string> = fc.constantFrom(
  'distance',
  'Distance',
  'distence',
  'origin',
  'hour',
  'lag_1',
  'lag_2',
  'constructor',
  '__proto__',
  'é,"x',
)

const anyLevels: fc.Arbitrary<readonly Level[]> = fc.oneof(
  fc.uniqueArray(fc.constantFrom('ABQ', 'LAX', 'NaN', '1'), { minLength: 1 }),
  fc.uniqueArray(fc.constantFrom(0, 1, 2.5, -3), { minLength: 1 }),
)

const anyRange = fc
  .record(
    { minimum: fc.integer({ min: -5, max: 1 }), maximum: fc.integer({ min: 2, max: 9 }) },
    { requiredKeys: [] },
  )
  .map((range) => ({ ...range }))
