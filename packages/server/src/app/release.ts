/** The release of this program; scripts/release.mjs keeps it equal to package.json. */
export const release = '0.1.0'
