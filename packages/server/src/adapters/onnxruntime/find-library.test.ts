import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findLibraryIn, placeIn, testedVersion } from './find-library.ts'

test('where the library is not, the problem has the command that installs it', () => {
  const found = () => findLibraryIn([placeIn(join(tmpdir(), 'nothing-here'))])
  expect(found).toThrow(/needs onnxruntime-node, which is not installed/)
  expect(found).toThrow(
    expect.objectContaining({
      code: 'engine-absent',
      hint: expect.stringMatching(
        /^Install it with: npm ci --ignore-scripts --prefix \/.*tools\/onnxruntime/,
      ),
    }),
  )
})

test('the library is found in the first place that has it, with its version', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-library-'))
  const own = join(folder, 'node_modules', 'onnxruntime-node')
  mkdirSync(own, { recursive: true })
  writeFileSync(join(own, 'package.json'), JSON.stringify({ version: testedVersion }))
  const { version } = findLibraryIn([placeIn('/nothing-here'), placeIn(folder)])
  expect(version).toBe(testedVersion)
  rmSync(folder, { recursive: true })
})
