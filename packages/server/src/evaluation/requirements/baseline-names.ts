/**
 * Names of the baselines that a back-test declares, as its table has them behind `baseline:`. One that needs
 * to be told something is an object with the name of its kind as a key, and may be called `as` something.
 */
export function baselineNames(declared: readonly unknown[] | undefined): readonly string[] {
  return (declared ?? []).map((one) => {
    if (typeof one !== 'object' || one === null) return String(one)
    const { as } = one as { readonly as?: unknown } // whether it is there is asked next
    return typeof as === 'string' ? as : (Object.keys(one)[0] ?? '')
  })
}
