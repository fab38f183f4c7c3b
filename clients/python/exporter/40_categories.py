def is_text(category):
    return isinstance(category, str)


def probe(est, categories, i, value):
    """What an encoder makes of one row: the first category everywhere but in column i."""
    row = [value if j == i else first_category(known) for j, known in enumerate(categories)]
    names = getattr(est, "feature_names_in_", None)
    if names is not None:
        import pandas as pd

        columns = {}
        for name, known, one in zip(names, categories, row):
            has_texts = any(is_text(c) for c in known) or is_text(one) or one is None
            columns[name] = pd.Series([one], dtype=object if has_texts else np.float64)
        data = pd.DataFrame(columns)
    elif any(is_text(one) or one is None for one in row):
        data = np.array([row], dtype=object)
    else:
        data = np.array([row], dtype=np.float64)
    made = est.transform(data)
    if hasattr(made, "toarray"):
        made = made.toarray()
    return np.asarray(made, dtype=np.float64)[0]


def first_category(known):
    return next((c for c in known if not is_missing(c)), known[0] if len(known) else 0.0)


def tables_of(p, est, value, path, read):
    """For each column what `read` finds in the encoder's answers: by code or number, for others, for missing."""
    categories = [list(known) for known in est.categories_]
    p.encoders.add(len(p.steps))
    if len(categories) != value.width:
        raise Unsupported(f"{path}: {len(categories)} columns of categories for {value.width} columns")
    tables = []
    for i, known in enumerate(categories):
        levels = value.levels[i]
        table, absent, missing_one = {}, None, None
        for category in known:
            if is_missing(category):
                missing_one = category
                continue
            if is_text(category) != (levels is not None):
                kinds = "texts" if is_text(category) else "numbers"
                raise Unsupported(f"{path}: column {i} was trained with {kinds}, and the sample has others")
            key = levels.code(category) if levels is not None else float(category)
            table[key] = read(probe(est, categories, i, category), i)
        unseen = unseen_value(known, levels)
        other = attempt(lambda: read(probe(est, categories, i, unseen), i))
        table = with_codes(p, value, i, table, other)
        absent_value = missing_one if missing_one is not None else (np.nan if levels is None else None)
        absent = attempt(lambda: read(probe(est, categories, i, absent_value), i))
        # What the encoder refuses, the contract refuses: the numbers here are never asked for.
        tables.append((table, -1.0 if other is None else other, -1.0 if absent is None else absent))
    return tables


def with_codes(p, value, i, table, other):
    """The table of a column of numbers, by their codes where others are refused."""
    column = value.index[i]
    if value.name != "row" or value.levels[i] is not None or other is not None:
        return table
    numbers = sorted(table)
    known = p.known.setdefault(column, numbers)
    # Two encoders that know other numbers leave the column as it is.
    p.known[column] = numbers if known == numbers else []
    return {code: table[one] for code, one in enumerate(numbers)} if column in p.closed else table


def unseen_value(known, levels):
    if levels is not None:
        return "\u0000never seen"
    numeric = [float(c) for c in known if not is_missing(c)]
    return max(numeric, default=0.0) + 1.5


def attempt(function):
    try:
        with np.errstate(all="ignore"):
            import warnings

            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return function()
    except Exception:
        return None


@transformer("OneHotEncoder")
def one_hot_encoder(p, est, value, path):
    sizes = [int(size) for size in est._n_features_outs]
    starts = np.cumsum([0] + sizes)

    def read(row, i):
        own = row[starts[i] : starts[i + 1]]
        hot = np.flatnonzero(own)
        return float(hot[0]) if len(hot) else -1.0

    tables = tables_of(p, est, value, path, read)
    codes = p.ordinal_map(value, tables)
    some = [i for i, size in enumerate(sizes) if size > 0]
    made = one_hot(p, codes.take(some), [sizes[i] for i in some]) if some else value.take([])
    made.sparse = est.sparse_output
    return made


@transformer("OrdinalEncoder")
def ordinal_encoder(p, est, value, path):
    return p.ordinal_map(value, tables_of(p, est, value, path, lambda row, i: float(row[i])))


@transformer("TargetEncoder")
def target_encoder(p, est, value, path):
    classes = getattr(est, "classes_", None)
    many = len(classes) if getattr(est, "target_type_", "") == "multiclass" else 1
    blocks = []
    for k in range(many):
        # Of several classes the encodings of a feature stand side by side.
        tables = tables_of(p, est, value, path, lambda row, i: float(row[i * many + k]))
        blocks.append(p.ordinal_map(value, tables))
    made = p.concat(blocks)
    return made.take([k * value.width + i for i in range(value.width) for k in range(many)])


def is_nan(value):
    return isinstance(value, (float, np.floating)) and np.isnan(value)


@transformer("SimpleImputer")
def simple_imputer(p, est, value, path):
    keep, fill = [], []
    for i, statistic in enumerate(est.statistics_):
        levels = value.levels[i]
        if is_missing(statistic):
            if not getattr(est, "keep_empty_features", False) and est.strategy != "constant":
                continue
            statistic = 0.0
        keep.append(i)
        fill.append(float(levels.code(statistic)) if levels is not None else float(statistic))
    kept = value.take(keep)
    if is_missing(est.missing_values):
        made = p.by_column("impute@1", kept, values=p.number(fill))
    else:
        made = replaced(p, kept, marks(p, kept, est.missing_values, path), fill)
    made.levels = list(kept.levels)
    if not est.add_indicator:
        return made
    return p.concat([made, indicator(p, est.indicator_, value, path)])


def marks(p, value, mark, path):
    """1 where a column holds what stands for a missing value, else 0."""
    if is_missing(mark):
        return p.map(value, "isMissing", exact=True) if value.width else value
    if not is_text(mark) and not np.isfinite(mark):
        raise Unsupported(f"{path}: missing_values={mark!r} is not supported")
    keys = [levels.code(mark) if levels is not None else float(mark) for levels in value.levels]
    known = [is_text(mark) == (levels is not None) for levels in value.levels]
    return p.ordinal_map(value, [({key: 1.0} if is_known else {}, 0.0, 0.0) for key, is_known in zip(keys, known)])


def replaced(p, value, flags, fill):
    """The value, but the numbers of `fill` where flags are 1."""
    width = value.width
    if width == 0:
        return value
    both = p.concat([value, p.multiply_add(flags, -1.0, 1.0)])
    left, right = list(range(width)), list(range(width, 2 * width))
    kept = p.step("product@1", width, value.exact, **{"in": p.dense(both), "left": left, "right": right})
    return p.aggregate(p.concat([kept, p.multiply_add(flags, fill, 0.0)]), 2, "sum")


def missing_where(p, value, mark, path):
    """The value, but missing where it is what stands for a missing one: 0 / 0 is NaN, 1 / 1 is 1."""
    keep = p.multiply_add(marks(p, value, mark, path), -1.0, 1.0)
    both = p.concat([keep, p.map(keep, "reciprocal", exact=True), value])
    width = value.width
    for left, right in ((0, 1), (3, 2)):
        names = {"left": list(range(left * width, (left + 1) * width))}
        names["right"] = list(range(right * width, (right + 1) * width))
        made = p.step("product@1", width, value.exact, **{"in": p.dense(both), **names})
        both = p.concat([both, made])
    return made


@transformer("MissingIndicator")
def missing_indicator(p, est, value, path):
    return indicator(p, est, value, path)


def indicator(p, est, value, path):
    return marks(p, value.take([int(i) for i in est.features_]), est.missing_values, path)


@transformer("KNNImputer")
def knn_imputer(p, est, value, path):
    if est.metric != "nan_euclidean" or est.weights not in ("uniform", "distance"):
        raise Unsupported(f"{path}: nearest rows by a function, of distances or of weights, are not supported")
    value, keeps_empty = numbers(p, value, path), getattr(est, "keep_empty_features", False)
    valid = np.asarray(est._valid_mask)
    points, mask = np.asarray(est._fit_X, dtype=np.float64), np.asarray(est._mask_fit_X)
    filled = value if is_missing(est.missing_values) else missing_where(p, value, est.missing_values, path)
    means = [0.0 if mask[:, i].all() else float(points[~mask[:, i], i].mean()) for i in range(value.width)]
    attributes = {"in": p.dense(filled), "rows": len(points), "k": int(est.n_neighbors), "weights": est.weights}
    numbers_of = {"points": p.number(np.where(mask, np.nan, points)), "means": p.number(means)}
    made = p.step("fillNearest@1", value.width, False, **attributes, **numbers_of)
    if est.weights == "distance":
        # scikit-learn's distances are differences of large numbers.
        p.digits = max(p.digits, 1e-7)
    kept = [i for i in range(value.width) if valid[i] or keeps_empty]
    made = made.take(kept)
    if keeps_empty and not valid.all():
        empty = [i for i in kept if not valid[i]]
        zero = p.constant(value, 0.0).take([0] * len(empty))
        both = p.concat([made, zero])
        order = [len(kept) + empty.index(i) if i in empty else kept.index(i) for i in kept]
        made = both.take(order)
    if not est.add_indicator:
        return made
    return p.concat([made, indicator(p, est.indicator_, value, path)])
