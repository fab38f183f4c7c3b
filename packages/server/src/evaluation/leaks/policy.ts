/** A share in words. */
export function percent(share: number): string {
  const value = 100 * share
  if (value === 0) return '0 %'
  return value < 0.1 ? 'under 0.1 %' : `${value.toFixed(value < 10 ? 1 : 0)} %`
}

/** A count of rows in words. */
export function counted(count: number): string {
  return count.toLocaleString('en-US')
}
