/** 32 bits of a seed, a number and a name, mixed by the finalizer of MurmurHash3. */
export function hashOf(seed: number, number: number, name: number): number {
  const high = Math.floor(name / 4294967296)
  return mix(mix(mix(mix(seed) + number) + high) + name) >>> 0
}

/** A whole number below 2^53 for a text, by which clusters are told apart (FNV-1a, twice). */
export function nameOfText(text: string): number {
  let low = 0x811c9dc5
  let high = 0x9747b28c
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    low = Math.imul(low ^ unit, 0x01000193)
    high = Math.imul(high ^ unit, 0x85ebca6b) ^ (high >>> 13)
  }
  return (mix(high) & 0x1fffff) * 4294967296 + (mix(low) >>> 0)
}

function mix(x: number): number {
  let h = (x + 0x9e3779b9) | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
