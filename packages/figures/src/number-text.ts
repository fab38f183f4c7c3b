/** A number for people: four significant digits, thousands apart, words for what is no finite number. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'not a number'
  if (!Number.isFinite(value)) return value > 0 ? 'infinity' : 'minus infinity'
  const short = Number.isInteger(value) ? value : Number(value.toPrecision(4))
  const text = String(short)
  if (text.includes('e')) return text
  const [whole = '', decimals] = text.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return decimals === undefined ? grouped : `${grouped}.${decimals}`
}

/** A share as a percentage, such as `95 %`. */
export function shareText(share: number): string {
  return `${numberText(share * 100)} %`
}

/** A count with its noun, such as `1 version` or `3 versions`. */
export function countText(count: number, noun: string): string {
  return `${numberText(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** A number as tables show it: the same decimals below each other. */
export function plainNumber(value: number): string {
  if (!Number.isFinite(value) || Math.abs(value) >= 10) return numberText(value)
  const isTiny = value !== 0 && Math.abs(value) < 0.0005
  return isTiny ? String(Number(value.toPrecision(2))) : value.toFixed(4)
}

/** A number with its sign. */
export function signedNumber(value: number): string {
  return `${value > 0 ? '+' : ''}${plainNumber(value)}`.replaceAll('-', '−')
}
