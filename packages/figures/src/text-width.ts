/** Rough width of text in pixels at 12 px: nothing can be measured where there is no browser. */
export function textWidth(text: string): number {
  let width = 0
  for (const character of text) width += (character.codePointAt(0) ?? 0) >= 0x2e80 ? 12 : 6.6
  return width
}

/** The text, or its beginning and an ellipsis where it is wider than `width` pixels. */
export function shorten(text: string, width: number): string {
  if (textWidth(text) <= width) return text
  let kept = ''
  for (const character of text) {
    if (textWidth(`${kept}${character}…`) > width) break
    kept += character
  }
  return `${kept.trimEnd()}…`
}

/** The text in at most two lines, broken at spaces; the second is shortened where it must be. */
export function wrapText(text: string, width: number): readonly string[] {
  if (textWidth(text) <= width) return [text]
  const words = text.split(' ')
  let first = words[0] ?? ''
  let count = 1
  for (const word of words.slice(1)) {
    if (textWidth(`${first} ${word}`) > width) break
    first = `${first} ${word}`
    count += 1
  }
  const rest = words.slice(count).join(' ')
  return rest === '' ? [shorten(first, width)] : [shorten(first, width), shorten(rest, width)]
}
