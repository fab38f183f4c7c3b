import { invalid, typeName } from '../predict/predict-request.ts'

export type Members = Readonly<Record<string, unknown>>

/** @throws Problem `request-invalid` for anything but an object */
export function membersOf(value: unknown, pointer: string): Members {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Members
  throw invalid(pointer, `found ${typeName(value)}, expected an object`)
}

/** @throws Problem `request-invalid` for anything but an array */
export function listOf(value: unknown, pointer: string): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(pointer, `found ${typeName(value)}, expected an array`)
  return value
}

const noParameters: Members = {}

/**
 * The parameters of a request, an input or an output: texts, numbers and truth values by name.
 * @throws Problem `request-invalid`
 */
export function parametersOf(value: unknown, pointer: string): Members {
  if (value === undefined) return noParameters
  const parameters = membersOf(value, pointer)
  for (const key in parameters) {
    const type = typeof parameters[key]
    if (type === 'string' || type === 'number' || type === 'boolean') continue
    const found = typeName(parameters[key])
    throw invalid(
      pointer,
      `found ${found} as a parameter, expected text, a number or true or false`,
    )
  }
  if ('shared_memory_region' in parameters) {
    throw invalid(pointer, 'found a region of shared memory, expected the data itself')
  }
  return parameters
}

/** A parameter that is true or false, or absent. @throws Problem `request-invalid` */
export function flagOf(parameters: Members, name: string, pointer: string): boolean | undefined {
  const value = parameters[name]
  if (value === undefined || typeof value === 'boolean') return value
  throw invalid(`${pointer}/${name}`, `found ${typeName(value)}, expected true or false`)
}
