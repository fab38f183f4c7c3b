/** Which checks are of recipes. */
export const checksOfRecipes = `
ALTER TABLE "check" ADD COLUMN recipe TEXT;
`
