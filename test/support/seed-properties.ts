import fc from 'fast-check'

/**
 * Properties are drawn from one seed, so that a test gives the same result twice; another seed can
 * be given to look further: `RATCHET_TEST_SEED=7 npm test`.
 */
fc.configureGlobal({ seed: Number(process.env['RATCHET_TEST_SEED'] ?? 1) })
