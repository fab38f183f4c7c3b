import { aContender, aRequest, fieldsOf } from '../some-rows.ts'
import { binary, type Planted, regression } from './planted-leak.ts'

/** A feature that is known too late. */
export const availableAfter: readonly Planted[] = [
  {
    ...{ name: 'a contract says that a feature comes a day later', check: 'available-after' },
    ...{ severity: 'leak', feature: 'visits' },
    request: (seed) => {
      const rows = binary(seed)
      const fields = fieldsOf(rows, { visits: { availableAfter: '1d' } })
      return aRequest(rows, { contenders: [aContender(rows, { fields })] })
    },
  },
  {
    ...{ name: 'the dataset says that a column comes a week later', check: 'available-after' },
    ...{ severity: 'leak', feature: 'income' },
    request: (seed) => aRequest(binary(seed), { knowledge: { availableAfter: { income: '1w' } } }),
  },
  {
    ...{ name: 'a feature comes later than late predictions', check: 'available-after' },
    ...{ severity: 'leak', feature: 'noise' },
    request: (seed) =>
      aRequest(regression(seed), {
        knowledge: { predictedAfter: '12h', availableAfter: { noise: '13h', income: '12h' } },
      }),
  },
]
