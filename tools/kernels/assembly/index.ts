export { scoreRowByLanes } from './lanes'
export { scoreRowsByMasks } from './masks'
export { scoreRowByRanks, scoreRowsByRanks } from './ranked-walk'
export { scoreRowByWalks, scoreRowsByWalks } from './walk'
