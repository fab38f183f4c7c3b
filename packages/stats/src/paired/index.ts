export {
  type Alternative,
  type DieboldMariano,
  type DieboldMarianoOptions,
  dieboldMariano,
} from './diebold-mariano.ts'
export { discordantRows, type ExactTest, mcnemarExact, signTest } from './exact-tests.ts'
export { type PairedBootstrap, pairedBootstrap } from './paired-bootstrap.ts'
export { type SerialMean, serialMeanInterval } from './serial-mean.ts'
