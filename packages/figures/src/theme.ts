/**
 * Where the colours come from: `variables` reads CSS variables of the page, falling back to light;
 * `light` and `dark` are fixed, with a background, for files, mail and rasterisers.
 */
export type FigureTheme = 'variables' | 'light' | 'dark'

export type Paint =
  | 'surface'
  | 'text'
  | 'muted'
  | 'grid'
  | 'shade'
  | 'baseline'
  | 'alarm'
  | 'series-1'
  | 'series-2'
  | 'series-3'
  | 'series-4'
  | 'series-5'
  | 'series-6'

/** After Okabe and Ito (2008), darkened or lightened to at least 3:1 against the surface. */
const palettes: Readonly<Record<'light' | 'dark', Readonly<Record<Paint, string>>>> = {
  light: {
    surface: '#ffffff',
    text: '#1b1f24',
    muted: '#57606a',
    grid: '#dfe3e8',
    shade: '#8c959f',
    baseline: '#6b7480',
    alarm: '#b3261e',
    'series-1': '#0072b2',
    'series-2': '#c04c00',
    'series-3': '#007a59',
    'series-4': '#a3478f',
    'series-5': '#7f6400',
    'series-6': '#4b4f9e',
  },
  dark: {
    surface: '#14181d',
    text: '#e8ecf0',
    muted: '#a3adb8',
    grid: '#2e353d',
    shade: '#77818c',
    baseline: '#97a1ac',
    alarm: '#ff8a80',
    'series-1': '#56b4e9',
    'series-2': '#ff9d5c',
    'series-3': '#3ecf9f',
    'series-4': '#e79fcb',
    'series-5': '#f0c24b',
    'series-6': '#a9adf5',
  },
}

/** The colour as an SVG attribute takes it. */
export function colour(paint: Paint, theme: FigureTheme): string {
  if (theme !== 'variables') return palettes[theme][paint]
  return `var(--figure-${paint}, ${palettes.light[paint]})`
}

/** CSS declarations that give a page's figures the colours of a fixed theme. */
export function themeVariables(theme: 'light' | 'dark'): string {
  const entries = Object.entries(palettes[theme])
  return entries.map(([paint, value]) => `--figure-${paint}: ${value};`).join('\n')
}

const seriesPaints = [
  'series-1',
  'series-2',
  'series-3',
  'series-4',
  'series-5',
  'series-6',
] as const satisfies readonly Paint[]

/** A series whose colour and shape can be told, so that a contender looks the same in every figure. */
export interface Look {
  /** Its number among all that the figures of a document show; else its place in this one. */
  readonly series?: number | undefined
}

/** The paint of the series at `index`; after six they repeat, told apart by shape and dashes. */
export function seriesPaint(index: number): Paint {
  return seriesPaints[index % seriesPaints.length] ?? 'series-1'
}
