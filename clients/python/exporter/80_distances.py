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
        raise Unsupported(f"{path}: degree=0 with extrapolation='linear' is not supported; 'constant' is the same")
    x = value
    if est.extrapolation in ("constant", "linear"):
        ends = [ends_of(spline, degree if i == 0 or not is_linear else max(degree, 2)) for i, spline in enumerate(splines)]
        x = p.clip(value, [low for low, _ in ends], [high for _, high in ends])
    sizes = [len(spline.t) - degree - 1 for spline in splines]
    made = p.step(
        "bSpline@1", sum(sizes), value.exact,
        **{"in": x.name, "columns": [int(i) for i in x.index], "sizes": sizes, "degree": degree, "periodic": is_periodic},
        offsets=p.number(np.cumsum([0] + [len(spline.t) for spline in splines]), np.int32),
        knots=p.number(np.concatenate([spline.t for spline in splines])),
    )
    if is_periodic:
        # The first splines are the last ones too.
        count = np.asarray(splines[0].c).shape[1]
        weights = np.kron(np.eye(len(splines)), np.asarray(splines[0].c).T)
        made, sizes = p.linear(made, weights, 0.0, exact=True), [count] * len(splines)
    if is_linear:
        made = p.aggregate(p.concat([made, lines_beyond(p, value, splines, ends, degree)]), 2, "sum")
    if getattr(est, "handle_missing", "error") != "error":
        made = p.by_column("impute@1", made, values=p.number(np.zeros(made.width)))
    if not est.include_bias:
        starts = np.cumsum([0] + sizes)
        made = made.take([i for start, size in zip(starts, sizes) for i in range(start, start + size - 1)])
    made.sparse = bool(getattr(est, "sparse_output", False))
    return made


def ends_of(spline, edge):
    """
    Where splines end. Of lines of degree 1 scikit-learn counts on from the first column to the next, so
    that those after it end at an inner knot.
    """
    return spline.t[edge], spline.t[-edge - 1]


def lines_beyond(p, value, splines, ends, degree):
    """What is added to each spline beyond the ends, with the slope that it has there."""
    low = p.clip(p.scale(value, [low for low, _ in ends], None), -np.inf, 0.0)
    high = p.clip(p.scale(value, [high for _, high in ends], None), 0.0, np.inf)
    count, width = max(degree, 2), len(splines)
    blocks = []
    for i, (spline, (first, last)) in enumerate(zip(splines, ends)):
        slopes = np.stack([spline(first, nu=1), spline(last, nu=1)])
        slopes[0, count:], slopes[1, : slopes.shape[1] - count] = 0.0, 0.0
        weights = np.zeros((slopes.shape[1], 2 * width))
        weights[:, i], weights[:, width + i] = slopes
        blocks.append(weights)
    return p.linear(p.concat([low, high]), np.concatenate(blocks), 0.0, exact=True)


# Distances to points


def distances(p, value, points, by):
    points = np.ascontiguousarray(points, dtype=np.float64)
    check_finite(points, "points")
    attributes = {"in": p.dense(value), "points": p.number(points), "count": len(points), "by": by}
    return p.step("distance@1", len(points), False, **attributes)


@transformer("KMeans", "MiniBatchKMeans", "BisectingKMeans")
def k_means_distances(p, est, value, path):
    return p.map(distances(p, numbers(p, value, path), est.cluster_centers_, "squaredEuclidean"), "sqrt")


@model("KMeans", "MiniBatchKMeans")
def k_means(p, est, value, path):
    squares = distances(p, numbers(p, value, path), est.cluster_centers_, "squaredEuclidean")
    margins, far = p.map(squares, "negative"), p.map(squares, "sqrt")
    raw_of = lambda X: -np.square(columns_2d(est.transform(X)))
    names = {"label": p.classify(margins), "classes": np.arange(len(est.cluster_centers_)), "tells": "clusters"}
    return Answer(margins, raw_of, value=far, value_of=lambda X: est.transform(X), **names)


def neighbor_distances(p, est, value, path):
    metric, power = est.effective_metric_, (est.effective_metric_params_ or {}).get("p", 2)
    if metric == "minkowski":
        metric = {1: "manhattan", 2: "euclidean", np.inf: "chebyshev"}.get(power, f"minkowski of order {power}")
    known = {"euclidean": "squaredEuclidean", "manhattan": "manhattan", "cityblock": "manhattan", "l1": "manhattan",
             "l2": "squaredEuclidean", "chebyshev": "chebyshev"}
    if metric not in known:
        raise Unsupported(f"{path}: the metric {metric} is not supported. Supported: {', '.join(known)}")
    points = est._fit_X.toarray() if hasattr(est._fit_X, "toarray") else est._fit_X
    made = distances(p, numbers(p, value, path), points, known[metric])
    return p.map(made, "sqrt") if known[metric] == "squaredEuclidean" else made


def neighbors(p, est, value, path, targets):
    if est.weights not in ("uniform", "distance", None):
        raise Unsupported(f"{path}: weights by a function are not supported")
    made = neighbor_distances(p, est, value, path)
    attributes = {"in": p.dense(made), "k": int(est.n_neighbors), "weights": est.weights or "uniform"}
    values = p.number(targets)
    return p.step("neighbors@1", targets.shape[1], False, **attributes, targets=int(targets.shape[1]), values=values)


@model("KNeighborsClassifier")
def k_neighbors_classifier(p, est, value, path):
    classes = classes_of(est, path)
    shares = neighbors(p, est, value, path, np.eye(len(classes))[np.ravel(est._y)])
    return shares_answer(p, est, shares, path)


@model("KNeighborsRegressor")
def k_neighbors_regressor(p, est, value, path):
    targets = columns_2d(est._y).astype(np.float64)
    return values_answer(est, neighbors(p, est, value, path, targets))


@model("NearestCentroid")
def nearest_centroid(p, est, value, path):
    if est.metric not in ("euclidean", "manhattan"):
        raise Unsupported(f"{path}: the metric {est.metric} is not supported, euclidean and manhattan are")
    by = "squaredEuclidean" if est.metric == "euclidean" else "manhattan"
    if getattr(est, "priors", "uniform") != "uniform":
        raise Unsupported(f"{path}: nearest centroids with priors are not supported")
    margins = p.map(distances(p, numbers(p, value, path), est.centroids_, by), "negative")
    from sklearn.metrics import pairwise_distances

    power = 2 if by == "squaredEuclidean" else 1
    raw_of = lambda X: -(pairwise_distances(doubles(X), est.centroids_, metric=est.metric) ** power)
    return Answer(margins, raw_of, label=p.classify(margins), classes=classes_of(est, path))


# Support vectors


def kernel(p, est, value, path):
    """The kernel between the row and each support vector."""
    value = numbers(p, value, path)
    vectors = est.support_vectors_
    vectors = vectors.toarray() if hasattr(vectors, "toarray") else np.asarray(vectors)
    gamma, start = float(est._gamma), float(est.coef0)
    if est.kernel == "rbf":
        squares = distances(p, value, vectors, "squaredEuclidean")
        return p.map(p.multiply_add(squares, -gamma, 0.0), "exp")
    if est.kernel == "linear":
        return p.linear(value, vectors, 0.0)
    if est.kernel == "sigmoid":
        return p.map(p.multiply_add(p.linear(value, vectors, 0.0), gamma, start), "tanh")
    if est.kernel == "poly":
        base = p.multiply_add(p.linear(value, vectors, 0.0), gamma, start)
        made = base
        for _ in range(int(est.degree) - 1):
            both = p.concat([made, base])
            left, right = list(range(made.width)), list(range(made.width, 2 * made.width))
            made = p.step("product@1", made.width, False, **{"in": p.dense(both), "left": left, "right": right})
        return made if est.degree > 0 else p.constant(base, 1.0)
    raise Unsupported(f"{path}: the kernel {est.kernel!r} is not supported. Supported: linear, poly, rbf, sigmoid")


def dual(est):
    coefficients = est.dual_coef_
    return coefficients.toarray() if hasattr(coefficients, "toarray") else np.asarray(coefficients)


@model("SVR", "NuSVR")
def support_regressor(p, est, value, path):
    answer = values_answer(est, p.linear(kernel(p, est, value, path), dual(est), est.intercept_))
    answer.terms_of = lambda X: kernel_terms(est, X, dual(est))
    return answer


def kernel_terms(est, X, weights):
    """Sums of absolute values, with those of the kernel's own terms."""
    X, vectors = doubles(X), est.support_vectors_
    vectors = vectors.toarray() if hasattr(vectors, "toarray") else np.asarray(vectors)
    products = np.abs(X) @ np.abs(vectors).T
    if est.kernel == "rbf":
        sizes = np.ones(products.shape)
    elif est.kernel == "poly":
        sizes = (est._gamma * products + abs(est.coef0)) ** est.degree
    else:
        sizes = 1.0 + products
    return sizes @ np.abs(weights).T + np.abs(est.intercept_)


@model("OneClassSVM")
def one_class(p, est, value, path):
    decision = p.linear(kernel(p, est, value, path), dual(est), est.intercept_)
    ask = lambda X: columns_2d(est.decision_function(X))
    return outlier_answer(decision, ask, decision, False, p, terms_of=lambda X: kernel_terms(est, X, dual(est)))


@model("SGDOneClassSVM")
def sgd_one_class(p, est, value, path):
    weights = np.atleast_2d(np.asarray(est.coef_, dtype=np.float64))
    offset = np.ravel(np.asarray(est.offset_, dtype=np.float64))
    decision = p.linear(numbers(p, value, path), weights, -offset)
    terms = lambda X: (abs(X) if hasattr(X, "toarray") else np.abs(doubles(X))) @ np.abs(weights).T + np.abs(offset)
    ask = lambda X: columns_2d(est.decision_function(X))
    return outlier_answer(decision, ask, decision, True, p, terms_of=terms, has_exact_terms=value.exact)


def pairs_of(count):
    return [(i, j) for i in range(count) for j in range(i + 1, count)]


@model("SVC", "NuSVC")
def support_classifier(p, est, value, path):
    classes = classes_of(est, path)
    count, made = len(classes), kernel(p, est, value, path)
    if count == 2:
        margins = p.linear(made, dual(est), est.intercept_)
        label, decision = p.above(margins, 0.0), margins
    else:
        margins = p.linear(made, pair_weights(est, count), est.intercept_)
        label = pair_label(p, margins, count)
        decision = ovr_decision(p, margins, count, -1.0) if est.decision_function_shape == "ovr" else margins
        if est.break_ties and est.decision_function_shape == "ovr":
            label = p.classify(decision)
    probability = None
    # The parameter was deprecated before it went; its traces are in the fitted numbers.
    if len(np.ravel(getattr(est, "_probA", []))):
        inner = p.multiply_add(margins, -1.0, 0.0) if count == 2 else margins
        attributes = {"in": p.dense(inner), "classes": count, "a": p.number(est._probA), "b": p.number(est._probB)}
        probability = p.step("pairCoupling@1", count, False, **attributes)
    raw_of = lambda X: columns_2d(est._decision_function(X))
    weights = dual(est) if count == 2 else pair_weights(est, count)
    terms = lambda X: kernel_terms(est, X, weights)
    names = {"probability": probability, "label": label, "classes": classes, "decision": decision, "terms_of": terms}
    return Answer(margins, raw_of, **names)


def pair_weights(est, count):
    """For every two classes, the weights of their support vectors."""
    ends = np.cumsum([0, *est.n_support_])
    coefficients = dual(est)
    weights = np.zeros((count * (count - 1) // 2, coefficients.shape[1]))
    for row, (i, j) in enumerate(pairs_of(count)):
        weights[row, ends[i] : ends[i + 1]] = coefficients[j - 1, ends[i] : ends[i + 1]]
        weights[row, ends[j] : ends[j + 1]] = coefficients[i, ends[j] : ends[j + 1]]
    return weights


def pair_label(p, margins, count):
    """Every two classes vote for one of them; the first of those with most votes wins."""
    first = p.above(margins, 0.0)
    weights, bias = np.zeros((count, margins.width)), np.zeros(count)
    for row, (i, j) in enumerate(pairs_of(count)):
        weights[i, row] += 1.0
        weights[j, row] -= 1.0
        bias[j] += 1.0
    return p.classify(p.linear(first, weights, bias, exact=True))


def ovr_decision(p, margins, count, sign, second=None):
    """Votes and confidences of every two classes as one number for each class (_ovr_decision_function)."""
    weights, bias = np.zeros((count, margins.width)), np.zeros(count)
    sums = np.zeros((count, margins.width))
    for row, (i, j) in enumerate(pairs_of(count)):
        sums[i, row] -= sign
        sums[j, row] += sign
        weights[j, row] += 1.0
        weights[i, row] -= 1.0
        bias[i] += 1.0
    if second is None:
        second = p.above(p.multiply_add(margins, sign, 0.0), 0.0)
    votes_made = p.linear(second, weights, bias, exact=True)
    confidence = p.linear(margins, sums, 0.0)
    size = p.map(p.multiply_add(p.map(confidence, "abs"), 3.0, 3.0), "reciprocal")
    both = p.concat([confidence, size])
    left, right = list(range(count)), list(range(count, 2 * count))
    share = p.step("product@1", count, False, **{"in": p.dense(both), "left": left, "right": right})
    return p.aggregate(p.concat([votes_made, share]), 2, "sum")


@model("OneVsOneClassifier")
def one_vs_one(p, est, value, path):
    classes = classes_of(est, path)
    if est.pairwise_indices_ is not None:
        raise Unsupported(f"{path}: one-vs-one of kernels is not supported")
    answers = [fit_answer(p, one, value, f"{path}.estimators_[{i}]") for i, one in enumerate(est.estimators_)]
    margins = p.concat([one.decision if one.decision is not None else one.shares.take([1]) for one in answers])
    seconds = p.concat([answer.label for answer in answers])
    made = ovr_decision(p, margins, len(classes), 1.0, seconds)
    label = p.classify(made)
    if len(classes) == 2:
        made = made.take([1])
        label = p.above(made, 0.0 if answers[0].decision is not None else 0.5)
    raw_of = lambda X: columns_2d(est.decision_function(X))
    return Answer(made, raw_of, label=label, classes=classes, decision=made)


# Others


@model("QuadraticDiscriminantAnalysis")
def qda(p, est, value, path):
    value = numbers(p, value, path)
    classes = classes_of(est, path)
    parts = []
    for rotation, scaling, mean, prior in zip(est.rotations_, est.scalings_, est.means_, est.priors_):
        gaps = p.scale(value, mean, None)
        turned = p.linear(gaps, (rotation * scaling**-0.5).T, 0.0)
        bias = -0.5 * np.sum(np.log(scaling)) + np.log(prior)
        parts.append(p.linear(p.map(turned, "square"), np.full((1, turned.width), -0.5), bias))
    margins = p.concat(parts)
    shares = p.link(margins, {"kind": "softmax"})
    raw_of = lambda X: columns_2d(qda_margins(est, X))
    decision = p.linear(margins, [[-1.0, 1.0]], 0.0) if len(classes) == 2 else margins
    return Answer(margins, raw_of, probability=shares, label=p.classify(margins), classes=classes, decision=decision)


def qda_margins(est, X):
    parts = []
    for rotation, scaling, mean, prior in zip(est.rotations_, est.scalings_, est.means_, est.priors_):
        turned = np.dot(doubles(X) - mean, rotation * scaling**-0.5)
        parts.append(-0.5 * (np.sum(turned**2, axis=1) + np.sum(np.log(scaling))) + np.log(prior))
    return np.stack(parts, axis=1)


ACTIVATIONS = {"identity": None, "relu": "relu", "tanh": "tanh", "logistic": "logistic"}


@model("MLPClassifier", "MLPRegressor")
def mlp(p, est, value, path):
    value = numbers(p, value, path)
    for i, (weights, bias) in enumerate(zip(est.coefs_, est.intercepts_)):
        value = p.linear(value, weights.T, bias)
        function = ACTIVATIONS[est.activation]
        if i + 2 < est.n_layers_ and function is not None:
            value = p.map(value, function)
    if type(est).__name__ == "MLPRegressor":
        made = p.link(value, {"kind": "exp"}) if est.out_activation_ == "exp" else value
        return values_answer(est, made)
    if est.out_activation_ != "softmax" and value.width > 1:
        return labels_answer(p.link(value, {"kind": "sigmoidEach", "alpha": 1}), lambda X: est.predict_proba(X))
    classes_of(est, path)
    if est.out_activation_ == "softmax":
        return shares_answer(p, est, p.link(value, {"kind": "softmax"}), path)
    return shares_answer(p, est, p.link(value, {"kind": "sigmoid", "alpha": 1}, complement=True), path)


@model("DummyClassifier")
def dummy_classifier(p, est, value, path):
    classes = classes_of(est, path)
    if est.strategy not in ("prior", "most_frequent", "constant"):
        raise Unsupported(f"{path}: the strategy {est.strategy} is not supported, prior, most_frequent and constant are")
    only = list(classes).index(np.ravel(est.constant)[0]) if est.strategy == "constant" else np.argmax(est.class_prior_)
    prior = est.class_prior_ if est.strategy == "prior" else np.eye(len(classes))[only]
    shares = p.concat([p.constant(value, float(one)) for one in prior])
    return shares_answer(p, est, shares, path)


@model("DummyRegressor")
def dummy_regressor(p, est, value, path):
    return values_answer(est, p.concat([p.constant(value, float(one)) for one in np.ravel(est.constant_)]))
