export { spanTrainer } from './span-trainer.ts'
