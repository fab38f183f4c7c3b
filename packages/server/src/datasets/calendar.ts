/** Parts of a local time, given in microseconds since 1970 local; NaN gives NaN. */

const hour = 3_600_000_000
const day = 24 * hour

export interface CalendarDate {
  readonly year: number
  /** 1 to 12 */
  readonly month: number
  /** 1 to 31 */
  readonly day: number
}

export function hourOf(local: number): number {
  return Math.floor(local / hour) - 24 * Math.floor(local / day)
}

export function minuteOf(local: number): number {
  return Math.floor(local / 60_000_000) - 60 * Math.floor(local / hour)
}

/** Day of the week: 0 is Monday, 6 is Sunday. */
export function weekdayOf(local: number): number {
  const days = Math.floor(local / day) + 3 // 1970-01-01 was a Thursday
  return days - 7 * Math.floor(days / 7)
}

/** The date in the proleptic Gregorian calendar. */
export function dateOf(local: number): CalendarDate {
  return dateOfDay(Math.floor(local / day))
}

/** Microseconds since 1970 local at which a date begins. A month or day may be out of range. */
export function startOfDate(date: CalendarDate): number {
  return Date.UTC(2000, date.month - 1, date.day) * 1000 + yearShift(date)
}

/** Date.UTC takes years below 100 for 19xx, so the year is moved by whole cycles of 400 years. */
function yearShift({ year, month, day: dayOfMonth }: CalendarDate): number {
  const cycles = Math.floor((year - 2000) / 400)
  const within = year - 400 * cycles
  const base = Date.UTC(2000, month - 1, dayOfMonth)
  return (Date.UTC(within, month - 1, dayOfMonth) - base) * 1000 + cycles * 146_097 * day
}

/** Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days. */
function dateOfDay(days: number): CalendarDate {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const ofEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) /
      365,
  )
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * ofYear + 2) / 153)
  const dayOfMonth = ofYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return { year, month, day: dayOfMonth }
}
