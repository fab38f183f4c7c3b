import { deflateSync, gzipSync } from 'node:zlib'
import type { Case, Target } from '../types.ts'
import { casesOf, paths, post, refused, sameOutputs } from './make.ts'

export function compressionCases(target: Target): readonly Case[] {
  const { infer } = paths(target)
  const text = JSON.stringify({ inputs: target.inputs })
  const plain = post(infer, { inputs: target.inputs })
  const packed = (coding: string, body: Uint8Array) =>
    post(infer, body, { 'content-type': 'application/json', 'content-encoding': coding })
  const same = { status: 200, rule: sameOutputs }
  return casesOf('request compression', 'compressed', [
    ['gzip', 'gzip is taken', packed('gzip', gzipSync(text)), same, [plain]],
    ['deflate', 'deflate is taken', packed('deflate', deflateSync(text)), same, [plain]],
    ['corrupt', 'a body that is no gzip is refused', packed('gzip', Buffer.from(text)), refused],
    ['cut', 'gzip cut short is refused', packed('gzip', gzipSync(text).subarray(0, -10)), refused],
    [
      'crc',
      'gzip with a wrong check sum is refused',
      packed('gzip', spoilt(gzipSync(text))),
      refused,
    ],
    [
      'bomb',
      'gzip of 256 MB of zeros is refused within seconds',
      packed('gzip', gzipSync(Buffer.alloc(256 << 20), { level: 1 })),
      { ...refused, withinMs: 3000 },
    ],
  ])
}

function spoilt(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes)
  copy[copy.length - 8] = (copy[copy.length - 8] ?? 0) ^ 255
  return copy
}
