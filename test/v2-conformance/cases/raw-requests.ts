export function chunked(path: string, body: unknown): string {
  const parts = JSON.stringify(body).match(/[\s\S]{1,7}/g) ?? []
  const chunks = parts.map((part) => `${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`)
  return `${head(path, 'Transfer-Encoding: chunked\r\n')}${chunks.join('')}0\r\n\r\n`
}

export function expecting(path: string, body: unknown): string {
  const text = JSON.stringify(body)
  return `${head(path, `Expect: 100-continue\r\nContent-Length: ${Buffer.byteLength(text)}\r\n`)}${text}`
}

export function twice(path: string, body: unknown): string {
  const text = JSON.stringify(body)
  const one = `${head(path, `Content-Length: ${Buffer.byteLength(text)}\r\n`)}${text}`
  return one + one
}

const head = (path: string, more: string) =>
  `POST ${path} HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/json\r\n${more}\r\n`
