/**
 * Things to do at the end of this turn of the event loop, in order. Replies that go together wake the
 * client and the network less often than replies that go one by one.
 */
export class EndOfTurn {
  #waiting: (() => void)[] = []

  add(run: () => void): void {
    if (this.#waiting.push(run) === 1) setImmediate(() => this.#runAll())
  }

  #runAll(): void {
    const runs = this.#waiting
    this.#waiting = []
    for (const run of runs) run()
  }
}
