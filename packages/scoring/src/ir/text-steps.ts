/** Ops that make numbers of texts, as scikit-learn's vectorizers do. */
export type TextStep = TextCountsStep | TfidfStep

/**
 * How often each term stands in a text. The text of cell `column` is folded character by character
 * (code points), cut into terms, and each term counted in its column. A missing text has no terms.
 *
 * A range table is a u32 coefficient: ascending pairs, the first character of a range and the one after
 * its last. A list of texts is UTF-8 bytes and an i32 coefficient of where each begins, and the last ends.
 */
export interface TextCountsStep {
  readonly op: 'textCounts@1'
  /** The program's input: nothing else holds texts. */
  readonly in: string
  readonly out: string
  /** Which cell of the row; the contract has a field of type text there. */
  readonly column: number
  /** What characters become before anything else sees them; absent: they stay. */
  readonly fold?: TextFold
  /**
   * `words`: runs of word characters; terms are `smallest` to `largest` of them, one after the other,
   * with a space between. `characters`: terms are so many characters of the text, in which two and more
   * spaces in a row have become one " ". `charactersInWords`: the same of each word between spaces with a
   * " " before and after it; of sizes that do not fit a word, only the first, which counts it whole.
   */
  readonly terms: 'words' | 'characters' | 'charactersInWords'
  readonly smallest: number
  readonly largest: number
  /** Of words. */
  readonly words?: WordRules
  /** Range table of characters: what counts as space between words or in a row. */
  readonly spaces?: string
  /** 1 for every term that stands in the text, however often. */
  readonly binary: boolean
  readonly vocabulary: TextVocabulary
}

/**
 * Each character of `keys` becomes those of its list; of the others, those in `dropped` become none. With `finalSigma`, U+03A3 first
 * becomes U+03C2 at the end of a word (Unicode 3.13, condition Final_Sigma), else U+03C3.
 */
export interface TextFold {
  /** Coefficient [keys] u32, climbing. */
  readonly keys: string
  /** Coefficient [keys + 1] i32: where the characters of each begin. */
  readonly offsets: string
  /** Coefficient u32. */
  readonly characters: string
  /** Range table. */
  readonly dropped?: string
  /** Range tables: letters with a case that are not ignorable, and characters ignored in looking for such. */
  readonly finalSigma?: { readonly cased: string; readonly ignorable: string }
}

/** A word is a run of `characters`, as long as may be, of at least `least` of them. */
export interface WordRules {
  /** Range table. */
  readonly characters: string
  readonly least: number
  /** Range table, if a run only counts where none of these stands before it (`start`), or after it (`end`). */
  readonly bounds?: { readonly characters: string; readonly start: boolean; readonly end: boolean }
  /** Words that are left out: a list of texts. */
  readonly stop?: TextList
}

export interface TextList {
  /** Coefficient u8: UTF-8. */
  readonly bytes: string
  /** Coefficient [texts + 1] i32. */
  readonly offsets: string
}

/**
 * `listed`: the n-th term of the list has column n; others have none. `hashed`: a term has column
 * |h| modulo `columns`, h being MurmurHash3 (x86, 32 bits, seed 0) of its UTF-8 bytes as a number with
 * sign; |-2^31| is 2^31. With `signed`, negative hashes count -1.
 */
export type TextVocabulary =
  | ({ readonly kind: 'listed'; readonly columns: number } & TextList)
  | { readonly kind: 'hashed'; readonly columns: number; readonly signed: boolean }

/**
 * Weighs counts. Numbers other than 0 become 1 + log x (`sublinear`), then are multiplied by `factors`;
 * then the row is divided by its sum of absolute values (`l1`), the square root of its sum of squares
 * (`l2`) or its largest absolute value (`max`), unless that is 0; sums run in the order of the columns or
 * backwards. Zeros stay zeros.
 */
export interface TfidfStep {
  readonly op: 'tfidf@1'
  readonly in: string
  readonly out: string
  readonly sublinear: boolean
  /** Coefficient [width of `in`], finite. */
  readonly factors?: string
  readonly norm: 'none' | 'l1' | 'l2' | 'max'
  readonly backwards: boolean
}
