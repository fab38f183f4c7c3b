import type { GraphOptions } from '@ratchet-ml/scoring'
import type { CommandInput } from '../../platform/cli-kit/types.ts'
import { parseNames } from '../../platform/name-list.ts'
import { Problem } from '../../platform/problem.ts'

/**
 * What the command line says about an ONNX graph; no key for what it does not say.
 *
 * @throws Problem `usage` for a shape or a list of names that is none
 */
export function graphOptionsOf(input: CommandInput): GraphOptions {
  // Each is one of its choices.
  const task = input.text('task') as GraphOptions['task']
  const link = input.text('link') as GraphOptions['link']
  const [classes, answer, shapes] = [
    input.text('classes'),
    input.text('answer'),
    input.texts('shape'),
  ]
  return {
    ...(task && { task }),
    ...(link && { link }),
    ...(classes !== undefined && { classes: parseNames(classes, '--classes') }),
    ...(answer !== undefined && { answer }),
    ...(shapes.length > 0 && { shape: new Map(shapes.map(parseShape)) }),
  }
}

/** `image=3x32x32`; a name may hold what a shape does not. */
function parseShape(text: string): readonly [string, readonly number[]] {
  const at = text.lastIndexOf('=')
  const lengths = text
    .slice(at + 1)
    .split('x')
    .map(Number)
  if (at > 0 && lengths.every((length) => Number.isSafeInteger(length) && length >= 1)) {
    return [text.slice(0, at), lengths]
  }
  throw new Problem('usage', `--shape is "${text}"; it must be a tensor and its shape.`, {
    hint: 'Such as --shape image=3x32x32, without the dimension of the rows.',
  })
}
