import { Buffer } from 'node:buffer'

/** Each text with its length in four bytes before it: how BYTES travel in binary. */
export function bytesOfTexts(texts: readonly string[]): Uint8Array {
  return Buffer.concat(
    texts.flatMap((text) => {
      const bytes = Buffer.from(text)
      const length = Buffer.alloc(4)
      length.writeUInt32LE(bytes.length)
      return [length, bytes]
    }),
  )
}

/** Labels in binary, for the classes of an endpoint: each is put together once. */
export interface LabelBytes {
  /** @param label indices of classes, one a row */
  of(label: Int32Array, rows: number): Uint8Array
}

/** @param labels JSON of each class; classes without names are their indices */
export function createLabelBytes(
  labels: readonly string[] | undefined,
  datatype: string,
): LabelBytes {
  if (labels === undefined) return { of: indexBytes }
  if (datatype === 'BYTES') {
    const texts = labels.map((text) => bytesOfTexts([String(JSON.parse(text))]))
    return {
      of: (label, rows) =>
        Buffer.concat(
          Array.from({ length: rows }, (_, row) => texts[label[row] as number] as Uint8Array),
        ),
    }
  }
  const numbers =
    datatype === 'INT64'
      ? BigInt64Array.from(labels, (text) => BigInt(Number(text)))
      : Float64Array.from(labels, Number)
  const words = new Int32Array(numbers.buffer)
  return { of: (label, rows) => wordsOf(words, label, rows) }
}

function indexBytes(label: Int32Array, rows: number): Uint8Array {
  const words = new Int32Array(2 * rows)
  for (let row = 0; row < rows; row++) words[2 * row] = label[row] as number
  return new Uint8Array(words.buffer)
}

/** @param classes two words for each class */
function wordsOf(classes: Int32Array, label: Int32Array, rows: number): Uint8Array {
  const words = new Int32Array(2 * rows)
  for (let row = 0; row < rows; row++) {
    const at = 2 * (label[row] as number)
    words[2 * row] = classes[at] as number
    words[2 * row + 1] = classes[at + 1] as number
  }
  return new Uint8Array(words.buffer)
}
