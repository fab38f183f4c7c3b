const pattern = /^(-?)(\d*)(?:\.(\d*))?(?:e([-+]?)(\d{1,3}))?$/i

/**
 * The number that LightGBM itself reads from a parameter's text. Its reader of parameters
 * (Common::Atof) rounds more than once, so that the result can be a neighbour of the nearest double;
 * the link has to use the same one.
 *
 * @returns NaN for a text that is no number
 */
export function parseSourceFloat(text: string): number {
  const match = pattern.exec(text)
  if (match === null) return Number.NaN
  const [, sign, whole = '', fraction = '', exponentSign, exponent = '0'] = match
  if (whole + fraction === '') return Number.NaN
  let value = digitsOf(whole)
  if (fraction !== '') value += digitsOf(fraction) / powerOf(fraction.length)
  const scale = scaleOf(Math.min(Number(exponent), 308))
  const magnitude = exponentSign === '-' ? value / scale : value * scale
  return sign === '-' ? -magnitude : magnitude
}

function digitsOf(digits: string): number {
  let value = 0
  for (const digit of digits) value = value * 10 + Number(digit)
  return value
}

/** 10 to a whole power; exact up to 22, beyond which no parameter is written. */
function powerOf(power: number): number {
  let value = 1
  for (let i = 0; i < power; i++) value *= 10
  return value
}

function scaleOf(exponent: number): number {
  let scale = 1
  let left = exponent
  for (const [step, factor] of [
    [50, 1e50],
    [8, 1e8],
    [1, 10],
  ] as const) {
    for (; left >= step; left -= step) scale *= factor
  }
  return scale
}
