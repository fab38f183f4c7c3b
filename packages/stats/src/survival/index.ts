export { kaplanMeier, type SurvivalCount, type SurvivalPoint } from './kaplan-meier.ts'
