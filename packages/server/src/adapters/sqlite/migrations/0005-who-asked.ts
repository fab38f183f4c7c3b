/** What ran a back-test for its own answer; null: it was asked for. */
export const whoAsked = `
ALTER TABLE backtest ADD COLUMN asked_by TEXT;
`
