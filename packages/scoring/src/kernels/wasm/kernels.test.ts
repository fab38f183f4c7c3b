import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { kernelBytes, kernelDigest } from './kernel-bytes.ts'

test('the kernels have the digest that is committed beside them', () => {
  const bytes = Buffer.from(kernelBytes, 'base64')
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(kernelDigest)
})

test('the kernels import nothing but their memory', () => {
  const module = new WebAssembly.Module(Buffer.from(kernelBytes, 'base64'))
  expect(WebAssembly.Module.imports(module)).toEqual([
    { module: 'env', name: 'memory', kind: 'memory' },
  ])
})
