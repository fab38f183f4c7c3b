import { outputsOfTask } from '../../contract/outputs-of-task.ts'
import { ModelBuilder } from '../builder.ts'
import type { Step, Tensor, TensorData } from '../types.ts'
import { validateModel } from '../validate.ts'
import { aContract, type TestModel } from './models.ts'

/** A step whose `in` is the row of `width` numbers; its value answers. */
export function aModelOf(
  width: number,
  step: Extract<Step, { readonly in: string }>,
  arrays: Readonly<Record<string, TensorData | Tensor>> = {},
): TestModel {
  const builder = new ModelBuilder()
  builder.step({ op: 'input@1', out: step.in, width })
  builder.step(step)
  for (const [name, array] of Object.entries(arrays)) {
    if ('shape' in array) builder.coefficient(name, array.data, array.shape)
    else builder.coefficient(name, array)
  }
  const model = builder.build({ raw: step.out, value: step.out })
  const targets = validateModel(model.program, model.coefficients)(step.out)
  const outputs = outputsOfTask('regression', { targets })
  return { ...model, contract: { ...aContract(width), task: 'regression', outputs } }
}
