const polynomial = 0xedb88320
const bytesAtOnce = 8

/** At `k << 8`: what each byte does to the checksum with k more bytes behind it. */
const effects = new Int32Array(bytesAtOnce << 8)

for (let byte = 0; byte < 256; byte++) {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? polynomial : 0)
  effects[byte] = crc
}
for (let i = 256; i < effects.length; i++) {
  const before = effects[i - 256] as number
  effects[i] = (before >>> 8) ^ effectOf(before, 0)
}

/**
 * CRC-32 of some words of memory, as `crc32` of node:zlib gives it of their bytes, eight bytes at a time
 * (Kounavis and Berry, "A Systematic Approach to Building High Performance Software-based CRC Generators",
 * 2005). For the few hundred bytes of a record, of which node:zlib has to be given an object.
 *
 * @param before that of what stands before them
 */
export function crcOfWords(words: Uint32Array, from: number, until: number, before = 0): number {
  let crc = ~before
  let i = from
  if ((until - from) & 1) crc = effectOfWord((words[i++] as number) ^ crc, 0)
  for (; i < until; i += 2) {
    crc = effectOfWord((words[i] as number) ^ crc, 4) ^ effectOfWord(words[i + 1] as number, 0)
  }
  return ~crc >>> 0
}

/** @param behind bytes behind the word */
function effectOfWord(word: number, behind: number): number {
  return (
    effectOf(word, behind + 3) ^
    effectOf(word >>> 8, behind + 2) ^
    effectOf(word >>> 16, behind + 1) ^
    effectOf(word >>> 24, behind)
  )
}

function effectOf(byte: number, behind: number): number {
  return effects[(behind << 8) | (byte & 0xff)] as number
}
