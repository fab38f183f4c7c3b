import { type Lowering, widthOf } from '../lower/lowering.ts'
import { type ColumnsValue, sizeOf } from '../lower/value.ts'

/** Columns in another order, with all that is known of each. */
export function taken(
  lowering: Lowering,
  x: ColumnsValue,
  columns: readonly number[],
  shape: readonly number[],
): ColumnsValue {
  const { classes: _, margins: _margins, labels: _labels, ...rest } = x
  const isAll = columns.length === widthOf(x) && columns.every((column, i) => column === i)
  if (isAll) return { ...x, shape }
  const { levels } = x
  return {
    ...rest,
    name: lowering.select(x.name, widthOf(x), columns),
    shape,
    ...(levels && { levels: columns.flatMap((column) => levels[column] ?? []) }),
  }
}

/** Places along one axis of a row. */
export function along(
  lowering: Lowering,
  x: ColumnsValue,
  axis: number,
  places: readonly number[],
): ColumnsValue {
  const shape = x.shape.map((n, i) => (i === axis ? places.length : n))
  const [length, inner] = [x.shape[axis] as number, sizeOf(x.shape.slice(axis + 1))]
  const outer = sizeOf(x.shape.slice(0, axis))
  const columns = Array.from({ length: outer }, (_, o) =>
    places.flatMap((place) =>
      Array.from({ length: inner }, (_unused, k) => (o * length + place) * inner + k),
    ),
  ).flat()
  return taken(lowering, x, columns, shape)
}
