# Curves of columns


@transformer("PowerTransformer")
def power_transformer(p, est, value, path):
    kind = "yeoJohnson" if est.method == "yeo-johnson" else "boxCox"
    lambdas = np.where(np.isnan(est.lambdas_), 1.0, est.lambdas_)
    made = p.by_column("power@1", numbers(p, value, path), exact=False, exponents=p.number(lambdas), kind=kind)
    if not est.standardize:
        return made
    scaler = getattr(est, "_scaler", None)
    return p.scale(made, scaler.mean_, scaler.scale_)


@transformer("QuantileTransformer")
def quantile_transformer(p, est, value, path):
    value = numbers(p, value, path)
    is_normal = est.output_distribution == "normal"
    knots = [(q, est.references_) for q in est.quantiles_.T]
    back = [(-q[::-1], -est.references_[::-1]) for q in est.quantiles_.T]
    up = interpolate(p, value, knots)
    down = interpolate(p, p.map(value, "negative", exact=True), back)
    # Half of the difference, column by column.
    halves = [p.multiply_add(up, 0.5, 0.0), p.multiply_add(down, -0.5, 0.0)]
    made = p.aggregate(p.concat(halves), 2, "sum")
    if not is_normal:
        return at_bounds(p, value, made, est.quantiles_, 0.0)
    shares = at_bounds(p, value, made, est.quantiles_, 1e-7)
    from scipy import stats

    lower = stats.norm.ppf(1e-7 - np.spacing(1))
    upper = stats.norm.ppf(1 - (1e-7 - np.spacing(1)))
    return p.clip(p.map(shares, "normalQuantile"), lower, upper)


def interpolate(p, value, knots):
    offsets = np.cumsum([0] + [len(x) for x, _ in knots])
    x, y = np.concatenate([x for x, _ in knots]), np.concatenate([y for _, y in knots])
    return p.by_column("interpolate@1", value, offsets=p.number(offsets, np.int32), x=p.number(x), y=p.number(y))


def at_bounds(p, value, shares, quantiles, margin):
    """0 and 1 where a value is, or nearly is, at the first and the last quantile."""
    if margin == 0.0:
        low, high = np.nextafter(quantiles[0], np.inf), quantiles[-1]
    else:
        low = [first_where(lambda x: not x - margin < q, q + margin) for q in quantiles[0]]
        high = [first_where(lambda x: x + margin > q, q - margin) for q in quantiles[-1]]
    # Bins: below, between, above; of the middle one the share stays.
    place = p.by_column(
        "bin@1",
        value,
        offsets=p.number(np.arange(value.width + 1) * 2, np.int32),
        edges=p.number(np.stack([low, np.maximum(low, high)], axis=1).ravel()),
        upperEdge="outside",
    )
    nan = np.nan
    lower = p.ordinal_map(place, [({0: 0.0, 1: 0.0, 2: 1.0}, nan, nan)] * value.width)
    upper = p.ordinal_map(place, [({0: 0.0, 1: 1.0, 2: 1.0}, nan, nan)] * value.width)
    both = p.concat([shares, upper])
    held = p.aggregate(both, 2, "smallest")
    return p.aggregate(p.concat([held, lower]), 2, "largest")


def first_where(holds, near):
    """The smallest number near another for which something holds, as for all that are larger."""
    x = float(near)
    while not holds(x):
        x = np.nextafter(x, np.inf)
    while holds(np.nextafter(x, -np.inf)):
        x = np.nextafter(x, -np.inf)
    return x


@transformer("SplineTransformer")
def spline_transformer(p, est, value, path):
    value = numbers(p, value, path)
    degree, splines = int(est.degree), est.bsplines_
    is_periodic, is_linear = est.extrapolation == "periodic", est.extrapolation == "linear"
    if is_linear and degree == 0:
        raise Unsupported(f"{path}: degree=0 with extrapolation='linear' is not supported")
    is_sparse = bool(getattr(est, "sparse_output", False))
    if is_sparse and fills_missing(est) and value.width > 1 and est.extrapolation not in ("constant", "linear"):
        # Its zeros miss all columns but the first, which keep the smallest value of the rows that are asked together.
        way = f"extrapolation={est.extrapolation!r} and handle_missing='zeros'"
        raise Unsupported(f"{path}: sparse_output with {way} is not supported: its answers depend on the other rows")
    x, is_bounded = value, est.extrapolation in ("constant", "linear")
    if is_bounded:
        # Of lines of degree 1 scikit-learn counts on from the first column to the next, so that those after
        # it end at an inner knot.
        edges = [degree if i == 0 or not is_linear else max(degree, 2) for i in range(len(splines))]
        ends = [(spline.t[edge], spline.t[-edge - 1]) for spline, edge in zip(splines, edges)]
        x = p.clip(value, [low for low, _ in ends], [high for _, high in ends])
    sizes = [len(spline.t) - degree - 1 for spline in splines]
    made = p.step(
        "bSpline@1", sum(sizes), value.exact,
        **{"in": x.name, "columns": [int(i) for i in x.index], "sizes": sizes, "degree": degree, "periodic": is_periodic},
        offsets=p.number(np.cumsum([0] + [len(spline.t) for spline in splines]), np.int32),
        knots=p.number(np.concatenate([spline.t for spline in splines])),
    )
    made = without_missing(p, est, made)
    if is_periodic:
        # The first splines are the last ones too.
        count = np.asarray(splines[0].c).shape[1]
        weights = np.kron(np.eye(len(splines)), np.asarray(splines[0].c).T)
        made, sizes = p.linear(made, weights, 0.0, exact=True), [count] * len(splines)
    if is_bounded:
        made = beyond_ends(p, est, value, made, ends)
    if not est.include_bias:
        starts = np.cumsum([0] + sizes)
        made = made.take([i for start, size in zip(starts, sizes) for i in range(start, start + size - 1)])
    made.sparse = is_sparse
    return made


def fills_missing(est):
    return getattr(est, "handle_missing", "error") != "error"


def without_missing(p, est, value):
    """Zeros where a value is missing, before sums of columns, of which one would spoil the others."""
    if not fills_missing(est):
        return value
    return p.by_column("impute@1", value, values=p.number(np.zeros(value.width)))


def beyond_ends(p, est, value, made, ends):
    """
    Splines beyond their ends, given those at the ends: but for the first and the last, whose number is the
    degree, they are nothing there (which they were already but where knots are equal), and lines have their slope.
    """
    is_linear = est.extrapolation == "linear"
    count = max(int(est.degree), 2) if is_linear else int(est.degree)
    drops, slopes = [], []
    for spline, (first, last) in zip(est.bsplines_, ends):
        low, high = -spline(first), -spline(last)
        low[:count], high[-count:] = 0.0, 0.0
        drops.append((low, high))
        low, high = spline(first, nu=1), spline(last, nu=1)
        low[count:], high[: len(high) - count] = 0.0, 0.0
        slopes.append((low, high))
    below, above = p.scale(value, [low for low, _ in ends], None), p.scale(value, [high for _, high in ends], None)
    parts = [made]
    if any(one.any() for pair in drops for one in pair):
        flags = [p.above(p.map(below, "negative", exact=True), 0.0), p.above(above, 0.0)]
        parts.append(by_end(p, est, p.concat(flags), drops))
    if is_linear:
        parts.append(by_end(p, est, p.concat([p.clip(below, -np.inf, 0.0), p.clip(above, 0.0, np.inf)]), slopes))
    return p.aggregate(p.concat(parts), len(parts), "sum") if len(parts) > 1 else made


def by_end(p, est, both, pairs):
    """For each spline, its number at the first end times a column, and that at the last times another."""
    blocks = []
    for i, (low, high) in enumerate(pairs):
        weights = np.zeros((len(low), both.width))
        weights[:, i], weights[:, len(pairs) + i] = low, high
        blocks.append(weights)
    return p.linear(without_missing(p, est, both), np.concatenate(blocks), 0.0, exact=True)
