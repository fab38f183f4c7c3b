import { corrupt } from '../corrupt.ts'
import { decodeUtf8, encodeUtf8 } from '../platform-globals.ts'
import { shortened } from '../shown.ts'
import { crc32 } from './crc32.ts'
import type { PackageFiles } from './types.ts'

const localSize = 30
const centralSize = 46
const endSize = 22
const localSignature = 0x04034b50
const centralSignature = 0x02014b50
const endSignature = 0x06054b50
const version = 20
/** 1980-01-01 00:00, the first date that the format knows. */
const fixedDate = 0x0021
/** Segments of letters, digits, `.`, `_` and `-` that do not begin with a dot. */
const safePath = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/
const largest = 0xffffffff

/**
 * A ZIP archive of stored (uncompressed) files: sorted names, a fixed date, no extra fields, so that
 * equal files give equal bytes and any unzip can open it.
 *
 * @throws RangeError for a path that is not plain, or 4 GiB and more
 */
export function writeStoredZip(files: PackageFiles): Uint8Array<ArrayBuffer> {
  const entries = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(toEntry)
  const size = entries.reduce((sum, { path, bytes }) => sum + path.length * 2 + bytes.length, 0)
  const total = size + entries.length * (localSize + centralSize) + endSize
  if (total > largest) throw new RangeError(`an archive of ${total} bytes, at most ${largest}`)
  const archive = new Uint8Array(total)
  const view = new DataView(archive.buffer)
  let at = 0
  for (const entry of entries) at = writeLocal(archive, view, at, entry)
  const directoryStart = at
  let offset = 0
  for (const entry of entries) {
    at = writeCentral(archive, view, at, entry, offset)
    offset += localSize + entry.path.length + entry.bytes.length
  }
  writeEnd(view, at, entries.length, directoryStart)
  return archive
}

/**
 * The files of a stored ZIP archive, as views of its bytes, sorted by path.
 *
 * Only the plain form is read: files one after the other from the first byte, then the directory,
 * then the end record; each size, path and checksum stated twice must agree.
 *
 * @throws Refusal `package-corrupt` for anything else
 */
export function readStoredZip(archive: Uint8Array): PackageFiles {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.length)
  const end = readEnd(view)
  const files = new Map<string, Uint8Array>()
  let local = 0
  let central = end.directoryStart
  for (let i = 0; i < end.count; i++) {
    const entry = readCentral(archive, view, central, local, end)
    if (files.has(entry.path)) throw corrupt(entry.path, 'a second file of this path', 'one')
    const data = readLocal(archive, view, local, entry, end.directoryStart)
    files.set(entry.path, data)
    local += localSize + entry.path.length + entry.size
    central += centralSize + entry.path.length
  }
  if (local !== end.directoryStart) throw corrupt('archive', 'bytes of no file', 'files only')
  if (central !== end.at) throw corrupt('archive', 'a directory of another size', 'its stated size')
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)))
}

interface Entry {
  readonly path: string
  readonly name: Uint8Array
  readonly bytes: Uint8Array
  readonly crc: number
}

function toEntry([path, bytes]: readonly [string, Uint8Array]): Entry {
  if (!safePath.test(path)) throw new RangeError(`${shortened(path)} is not a path of a package`)
  return { path, name: encodeUtf8(path), bytes, crc: crc32(bytes) }
}

function writeLocal(archive: Uint8Array, view: DataView, at: number, entry: Entry): number {
  view.setUint32(at, localSignature, true)
  writeCommon(view, at + 4, entry)
  archive.set(entry.name, at + localSize)
  archive.set(entry.bytes, at + localSize + entry.name.length)
  return at + localSize + entry.name.length + entry.bytes.length
}

function writeCentral(
  archive: Uint8Array,
  view: DataView,
  at: number,
  entry: Entry,
  offset: number,
): number {
  view.setUint32(at, centralSignature, true)
  view.setUint16(at + 4, version, true)
  writeCommon(view, at + 6, entry)
  view.setUint32(at + 42, offset, true)
  archive.set(entry.name, at + centralSize)
  return at + centralSize + entry.name.length
}

/** The 26 bytes that the local and the central header share, from `version needed` on. */
function writeCommon(view: DataView, at: number, entry: Entry): void {
  view.setUint16(at, version, true)
  view.setUint16(at + 8, fixedDate, true)
  view.setUint32(at + 10, entry.crc, true)
  view.setUint32(at + 14, entry.bytes.length, true)
  view.setUint32(at + 18, entry.bytes.length, true)
  view.setUint16(at + 22, entry.name.length, true)
}

function writeEnd(view: DataView, at: number, count: number, directoryStart: number): void {
  view.setUint32(at, endSignature, true)
  view.setUint16(at + 8, count, true)
  view.setUint16(at + 10, count, true)
  view.setUint32(at + 12, at - directoryStart, true)
  view.setUint32(at + 16, directoryStart, true)
}

interface End {
  readonly at: number
  readonly count: number
  readonly directoryStart: number
}

function readEnd(view: DataView): End {
  const at = view.byteLength - endSize
  if (at < 0 || view.getUint32(at, true) !== endSignature) {
    throw corrupt('archive', `${view.byteLength} bytes without an end record`, 'a whole archive')
  }
  const count = view.getUint16(at + 10, true)
  const directorySize = view.getUint32(at + 12, true)
  const directoryStart = view.getUint32(at + 16, true)
  if (view.getUint32(at + 4, true) !== 0 || view.getUint16(at + 8, true) !== count) {
    throw corrupt('archive', 'an archive in several volumes', 'a single volume')
  }
  if (view.getUint16(at + 20, true) !== 0) throw corrupt('archive', 'a comment', 'no comment')
  if (count === 0xffff || directoryStart === largest) {
    throw corrupt('archive', 'a ZIP64 archive', 'a plain one')
  }
  if (directoryStart + directorySize !== at) {
    throw corrupt('archive', 'a directory that does not end at the end record', 'one that does')
  }
  return { at, count, directoryStart }
}

interface Listed {
  readonly path: string
  readonly size: number
  readonly crc: number
}

function readCentral(
  archive: Uint8Array,
  view: DataView,
  at: number,
  local: number,
  end: End,
): Listed {
  if (at + centralSize > end.at || view.getUint32(at, true) !== centralSignature) {
    throw corrupt('archive', 'a broken directory', `${end.count} directory entries`)
  }
  const listed = readCommon(archive, view, at + 6, at + centralSize, end.at)
  if (view.getUint16(at + 32, true) !== 0) throw corrupt(listed.path, 'a comment', 'no comment')
  if (view.getUint32(at + 42, true) !== local) {
    throw corrupt(listed.path, `data at ${view.getUint32(at + 42, true)}`, `data at ${local}`)
  }
  return listed
}

function readLocal(
  archive: Uint8Array,
  view: DataView,
  at: number,
  listed: Listed,
  limit: number,
): Uint8Array {
  if (at + localSize > limit || view.getUint32(at, true) !== localSignature) {
    throw corrupt(listed.path, 'no file header', `a file header at ${at}`)
  }
  const own = readCommon(archive, view, at + 4, at + localSize, limit)
  if (own.path !== listed.path || own.size !== listed.size || own.crc !== listed.crc) {
    throw corrupt(listed.path, 'a file header that differs from the directory', 'the same twice')
  }
  const start = at + localSize + own.path.length
  if (start + own.size > limit) throw corrupt(own.path, `${own.size} bytes`, 'data in the archive')
  const data = archive.subarray(start, start + own.size)
  const found = crc32(data)
  if (found !== own.crc) throw corrupt(own.path, `checksum ${found}`, `checksum ${own.crc}`)
  return data
}

function readCommon(
  archive: Uint8Array,
  view: DataView,
  at: number,
  nameAt: number,
  limit: number,
): Listed {
  const nameSize = view.getUint16(at + 22, true)
  const path =
    nameAt + nameSize <= limit ? decodeUtf8(archive.subarray(nameAt, nameAt + nameSize)) : undefined
  if (path === undefined || !safePath.test(path)) {
    throw corrupt('archive', `path ${JSON.stringify(path ?? '')}`, 'a plain relative path')
  }
  // Bit 11 only says that the name is UTF-8, which a plain path is anyway.
  const flags = view.getUint16(at + 2, true) & ~0x0800
  if (flags !== 0) throw corrupt(path, `flags ${flags}`, 'neither encrypted nor streamed')
  const method = view.getUint16(at + 4, true)
  if (method !== 0) throw corrupt(path, `compression method ${method}`, 'a stored file')
  if (view.getUint16(at + 24, true) !== 0) throw corrupt(path, 'an extra field', 'none')
  const size = view.getUint32(at + 18, true)
  if (view.getUint32(at + 14, true) !== size) {
    throw corrupt(path, `${view.getUint32(at + 14, true)} stored bytes`, `${size} bytes`)
  }
  return { path, size, crc: view.getUint32(at + 10, true) }
}
