import { firstTables } from './0001-first-tables.ts'
import { snapshotTables } from './0002-snapshots.ts'
import { specificationTables } from './0003-specifications-and-checks.ts'
import { checksOfRecipes } from './0004-checks-of-recipes.ts'
import { whoAsked } from './0005-who-asked.ts'

/** SQL of every migration in order; the first has number 1. The same numbers hold on every engine. */
export const migrations: readonly string[] = [
  firstTables,
  snapshotTables,
  specificationTables,
  checksOfRecipes,
  whoAsked,
]
