import type { OutcomeReceipt } from '@ratchet-ml/protocol'
import type { OutcomeOrder } from './order.ts'

/** Takes bodies of outcomes, chunk by chunk, any number at once. */
export interface OutcomeIntake {
  /** @throws Problem `overloaded` */
  begin(order: OutcomeOrder): IntakeBody
  /** Seals the log; bodies that are under way fail. */
  close(): Promise<void>
}

/** One body. After a rejection nothing more is taken of it. */
export interface IntakeBody {
  /** Resolves when more may come: memory does not grow with the body. */
  push(chunk: Uint8Array): Promise<void>
  /**
   * Resolves when all that is accepted is on the disk.
   * @throws Problem about the body as a whole, `disk-full` or `outcomes-unwritable`
   */
  end(): Promise<OutcomeReceipt>
  /** The rest will not come. What was taken until then may be kept. */
  abort(): Promise<void>
}
