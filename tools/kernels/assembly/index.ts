export { scoreRowByLanes } from './lanes'
export { scoreRowsByMasks } from './masks'
export { scoreRowByWalks, scoreRowsByWalks } from './walk'
