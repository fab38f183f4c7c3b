const daysToMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
const minuteUs = 60_000_000
const dayUs = 86_400_000_000

/**
 * Microseconds since 1970 UTC of an RFC 3339 text (section 5.6), `undefined` when it is none. The
 * zone must be there; digits below a microsecond are cut off; second 60 is the next minute's 0, as
 * in POSIX time.
 *
 * @example parseTimestamp('2001-01-31T05:30:00.25-07:00') // 980944200250000
 */
export function parseTimestamp(text: string): number | undefined {
  const year = digits(text, 0, 4)
  const month = digits(text, 5, 2)
  const day = digits(text, 8, 2)
  const hour = digits(text, 11, 2)
  const minute = digits(text, 14, 2)
  const second = digits(text, 17, 2)
  const isDate = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
  const isTime = hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59
  if (year < 0 || !isDate || !isTime || second < 0 || second > 60) return undefined
  if (text[4] !== '-' || text[7] !== '-' || text[13] !== ':' || text[16] !== ':') return undefined
  if (!'Tt '.includes(text[10] as string)) return undefined
  const zoneAt = endOfFraction(text, 19)
  const offset = zoneAt === undefined ? undefined : zoneMinutes(text, zoneAt)
  if (zoneAt === undefined || offset === undefined) return undefined
  const minutes = hour * 60 + minute - offset
  const seconds = second * 1_000_000 + fractionUs(text, 20, zoneAt)
  return daysSince1970(year, month, day) * dayUs + minutes * minuteUs + seconds
}

/** The number that `count` digits spell, -1 when they are not all digits. */
function digits(text: string, at: number, count: number): number {
  let value = 0
  for (let i = at; i < at + count; i++) {
    const digit = text.charCodeAt(i) - 48
    // charCodeAt is NaN beyond the end, which fails both comparisons.
    if (!(digit >= 0 && digit <= 9)) return -1
    value = value * 10 + digit
  }
  return value
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

function daysIn(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** In the proleptic Gregorian calendar. */
function daysSince1970(year: number, month: number, day: number): number {
  const past = year - 1
  const leaps = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400)
  const leapDay = month > 2 && isLeap(year) ? 1 : 0
  return past * 365 + leaps + (daysToMonth[month - 1] as number) + leapDay + day - 719_163
}

function endOfFraction(text: string, at: number): number | undefined {
  if (text[at] !== '.') return at
  let end = at + 1
  while (digits(text, end, 1) >= 0) end++
  return end > at + 1 ? end : undefined
}

function fractionUs(text: string, from: number, end: number): number {
  let us = 0
  for (let i = 0; i < 6; i++) us = us * 10 + (from + i < end ? digits(text, from + i, 1) : 0)
  return us
}

function zoneMinutes(text: string, at: number): number | undefined {
  const sign = text[at]
  if (sign === 'Z' || sign === 'z') return text.length === at + 1 ? 0 : undefined
  const hours = digits(text, at + 1, 2)
  const minutes = digits(text, at + 4, 2)
  const isWhole = text.length === at + 6 && text[at + 3] === ':'
  if (!isWhole || hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return undefined
  if (sign !== '+' && sign !== '-') return undefined
  return (sign === '+' ? 1 : -1) * (hours * 60 + minutes)
}
