/** The records of a text, each as its cells; quotes within quotes are doubled. */
export function splitRecords(
  text: string,
  separator: string,
  quote: string,
): readonly (readonly string[])[] {
  const records: string[][] = []
  let record: string[] = []
  let cell = ''
  let isQuoted = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string // within the text
    if (isQuoted) {
      if (char !== quote) cell += char
      else if (text[i + 1] === quote) cell += text[++i]
      else isQuoted = false
    } else if (char === quote && cell === '') isQuoted = true
    else if (char === separator) {
      record.push(cell)
      cell = ''
    } else if (char === '\n') {
      records.push([...record, cell.replace(/\r$/, '')])
      record = []
      cell = ''
    } else cell += char
  }
  if (cell !== '' || record.length > 0) records.push([...record, cell])
  return records
}
