import { expect, test } from 'vitest'
import { createHostCheck, isLoopback } from './host-check.ts'

test('takes the names of this machine with the port it listens on', () => {
  const isExpected = createHostCheck('127.0.0.1', 4000)
  for (const host of ['127.0.0.1:4000', 'localhost:4000', 'LOCALHOST:4000', '[::1]:4000']) {
    expect(isExpected(host)).toBe(true)
  }
})

test('refuses names of other machines, other ports and no name at all', () => {
  const isExpected = createHostCheck('127.0.0.1', 4000)
  const others = ['evil.example:4000', '127.0.0.1:4001', '127.0.0.1', 'localhost', '', undefined]
  for (const host of others) expect(isExpected(host)).toBe(false)
})

test('takes names without a port only where the port is the default one', () => {
  expect(createHostCheck('127.0.0.1', 80)('localhost')).toBe(true)
})

test('takes the address it is bound to, and any name when bound to all', () => {
  expect(createHostCheck('192.168.1.5', 4000)('192.168.1.5:4000')).toBe(true)
  expect(createHostCheck('0.0.0.0', 4000)('anything.example')).toBe(true)
})

test('only addresses of the loopback network count as loopback', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1', 'localhost'].every(isLoopback)).toBe(true)
  expect(['0.0.0.0', '10.0.0.1', '127.evil.example', '::'].some(isLoopback)).toBe(false)
})
