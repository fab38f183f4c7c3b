TRANSFORMERS = {}
MODELS = {}


def transformer(*names):
    def add(function):
        for name in names:
            TRANSFORMERS[name] = function
        return function

    return add


def model(*names):
    def add(function):
        for name in names:
            MODELS[name] = function
        return function

    return add


def version(estimator=None):
    """Of scikit-learn, as two numbers."""
    import sklearn

    return tuple(int(part) for part in sklearn.__version__.split(".")[:2])


def look_up(table, estimator, path, what):
    name, module = type(estimator).__name__, type(estimator).__module__.split(".")[0]
    if name in table and module in ("sklearn", "lightgbm", "xgboost", "catboost"):
        return table[name]
    known = ", ".join(sorted(table))
    raise Unsupported(f"{path}: {what} {type(estimator).__module__}.{name} is not supported. Supported: {known}")


def transform(p, estimator, value, path):
    """The value that a fitted transformer makes of a value."""
    if estimator is None or (isinstance(estimator, str) and estimator == "passthrough"):
        return value
    function = look_up(TRANSFORMERS, estimator, path, "the transformer")
    p.note(path, estimator)
    return function(p, estimator, value, path)


def numbers(p, value, path):
    """Texts are for encoders alone."""
    if any(levels is not None for levels in value.levels):
        raise Unsupported(f"{path}: texts reach it, which it cannot have been trained with")
    return value


@transformer("Pipeline")
def pipeline(p, est, value, path):
    for name, step in est.steps:
        value = transform(p, step, value, f"{path}.{name}")
    return value


@transformer("ColumnTransformer")
def column_transformer(p, est, value, path):
    parts = []
    for name, step, _ in est.transformers_:
        columns = np.atleast_1d(np.asarray(est._transformer_to_input_indices.get(name, []), dtype=int))
        if len(columns) == 0 or (isinstance(step, str) and step == "drop"):
            continue
        made = transform(p, step, value.take(columns), f"{path}.{name}")
        parts.append(weighed(p, made, est.transformer_weights, name, f"{path}.{name}"))
    made = p.concat(parts)
    made.sparse = est.sparse_output_
    made.order = made.order if made.sparse else None
    return made


@transformer("FeatureUnion")
def feature_union(p, est, value, path):
    parts = []
    for name, step in est.transformer_list:
        if isinstance(step, str) and step == "drop":
            continue
        made = transform(p, step, value, f"{path}.{name}")
        parts.append(weighed(p, made, est.transformer_weights, name, f"{path}.{name}"))
    return p.concat(parts)


def weighed(p, value, weights, name, path):
    """What a transformer makes, times its weight."""
    weight = (weights or {}).get(name)
    return value if weight is None else p.multiply_add(numbers(p, value, path), float(weight), 0.0)


FUNCTIONS = {
    "log": "log", "log1p": "log1p", "log2": "log2", "log10": "log10", "exp": "exp", "exp2": "exp2", "expm1": "expm1",
    "tanh": "tanh", "sqrt": "sqrt", "square": "square", "absolute": "abs", "fabs": "abs", "negative": "negative",
    "positive": None, "sign": "sign", "reciprocal": "reciprocal", "floor": "floor", "ceil": "ceil", "rint": "rint",
    "trunc": "trunc", "isnan": "isMissing",
}
EXACT_FUNCTIONS = {"sqrt", "square", "abs", "negative", "sign", "reciprocal", "floor", "ceil", "rint", "trunc", "isMissing"}


def apply_function(p, function, value, path):
    if function is None:
        return value
    name = getattr(function, "__name__", "?")
    is_ufunc = isinstance(function, np.ufunc) and name in FUNCTIONS
    if not is_ufunc and getattr(function, "__module__", "").startswith("sklearn") is False:
        if not (isinstance(function, np.ufunc) and name in FUNCTIONS):
            known = ", ".join(f"np.{one}" for one in sorted(FUNCTIONS))
            raise Unsupported(f"{path}: the function {name} is not supported. Supported: {known}")
    mapped = FUNCTIONS.get(name)
    if mapped is None:
        return value
    made = p.map(numbers(p, value, path), mapped, exact=mapped in EXACT_FUNCTIONS)
    made.sparse, made.order = value.sparse, value.order
    return made


@transformer("FunctionTransformer")
def function_transformer(p, est, value, path):
    if est.kw_args:
        raise Unsupported(f"{path}: a function with kw_args is not supported")
    return apply_function(p, est.func, value, path)


@transformer("StandardScaler")
def standard_scaler(p, est, value, path):
    center = est.mean_ if est.with_mean else None
    scale = est.scale_ if est.with_std else None
    if center is None and scale is None:
        return value
    if value.sparse:
        return scaled_sparse(p, value, scale)
    return p.scale(numbers(p, value, path), center, scale)


def scaled_sparse(p, value, scale):
    """The columns of a sparse matrix are multiplied, by one over their scale."""
    made = p.multiply_add(value, 1.0 / np.asarray(scale, dtype=np.float64), 0.0)
    made.sparse, made.order = True, value.order
    return made


@transformer("RobustScaler")
def robust_scaler(p, est, value, path):
    center = est.center_ if est.with_centering else None
    scale = est.scale_ if est.with_scaling else None
    if center is None and scale is None:
        return value
    return p.scale(numbers(p, value, path), center, scale)


@transformer("MaxAbsScaler")
def max_abs_scaler(p, est, value, path):
    if value.sparse:
        made = scaled_sparse(p, value, est.scale_)
    else:
        made = p.scale(numbers(p, value, path), None, est.scale_)
    return p.clip(made, -1.0, 1.0) if getattr(est, "clip", False) else made


@transformer("MinMaxScaler")
def min_max_scaler(p, est, value, path):
    made = p.multiply_add(numbers(p, value, path), est.scale_, est.min_)
    return p.clip(made, *map(float, est.feature_range)) if est.clip else made


@transformer("Normalizer")
def normalizer(p, est, value, path):
    made = p.normalize(numbers(p, value, path), est.norm, "keep", 10 * EPS)
    made.exact = value.exact and (est.norm == "max" or value.width < 2)
    return made


@transformer("Binarizer")
def binarizer(p, est, value, path):
    return p.above(numbers(p, value, path), est.threshold)


@transformer("PolynomialFeatures")
def polynomial_features(p, est, value, path):
    value = numbers(p, value, path)
    powers = np.asarray(est.powers_)
    wanted = [tuple(j for j, power in enumerate(row) for _ in range(power)) for row in powers]
    places = {(j,): j for j in range(value.width)}
    made = value
    for degree in range(2, int(powers.sum(axis=1).max(initial=1)) + 1):
        # A product is the first feature times the product of the others, as scikit-learn makes it.
        here = sorted({term[start:] for term in wanted for start in range(len(term)) if len(term) - start == degree})
        if not here:
            continue
        left, right = [places[term[1:]] for term in here], [places[term[:1]] for term in here]
        block = p.step("product@1", len(here), value.exact, **{"in": p.dense(made), "left": left, "right": right})
        places |= {term: made.width + i for i, term in enumerate(here)}
        made = p.concat([made, block])
    if () in wanted:
        places[()] = made.width
        made = p.concat([made, p.constant(value, 1.0)])
    return made.take([places[term] for term in wanted])


@transformer("KBinsDiscretizer")
def k_bins(p, est, value, path):
    edges = [np.asarray(bins, dtype=np.float64)[1:-1] for bins in est.bin_edges_]
    offsets = np.cumsum([0] + [len(one) for one in edges])
    made = p.by_column(
        "bin@1",
        numbers(p, value, path),
        offsets=p.number(offsets, np.int32),
        edges=p.number(np.concatenate(edges) if edges else []),
        upperEdge="outside",
    )
    if est.encode == "ordinal":
        return made
    made = one_hot(p, made, [int(count) for count in est.n_bins_])
    made.sparse = est.encode == "onehot"
    return made


def one_hot(p, value, sizes):
    columns = [int(i) for i in value.index]
    return p.step("oneHot@1", sum(sizes), value.exact, **{"in": value.name, "columns": columns, "sizes": sizes})


@transformer(
    "VarianceThreshold", "SelectKBest", "SelectPercentile", "SelectFpr", "SelectFdr", "SelectFwe", "SelectFromModel",
    "GenericUnivariateSelect", "RFE", "RFECV", "SequentialFeatureSelector",
)
def selector(p, est, value, path):
    return value.take(est.get_support(indices=True))


@transformer("PCA", "IncrementalPCA")
def pca(p, est, value, path):
    weights = np.asarray(est.components_, dtype=np.float64)
    if est.whiten:
        weights = weights / np.sqrt(est.explained_variance_)[:, np.newaxis]
    centered = numbers(p, value, path)
    if est.mean_ is not None:
        centered = p.scale(centered, est.mean_, None)
    return p.linear(centered, weights, 0.0)


@transformer("TruncatedSVD")
def truncated_svd(p, est, value, path):
    return p.linear(numbers(p, value, path), est.components_, 0.0)
