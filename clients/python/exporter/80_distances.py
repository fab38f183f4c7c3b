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
    from scipy.interpolate import PPoly

    value = numbers(p, value, path)
    pieces, breaks, degree = [], [], max(1, est.degree)
    # Of splines of degree 0 and 1 that go on as lines, scikit-learn counts on from one column to the
    # next, so that those after the first end at an inner knot.
    edge = est.degree
    for spline in est.bsplines_:
        t, c, k = spline.t, np.asarray(spline.c), spline.k
        low, high = edge, len(t) - edge - 1
        some = []
        for o in range(c.shape[1]):
            poly = PPoly.from_spline((t, c[:, o], k))
            some.append(poly.c[:, low:high][::-1])
        own = np.stack(some, axis=0).transpose(2, 0, 1)
        x = t[low : max(low, high) + 1]
        kept = x[:-1] < x[1:]
        own, x = own[kept], np.append(x[:-1][kept], x[-1])
        own = np.concatenate([own, np.zeros((*own.shape[:2], degree + 1 - own.shape[2]))], axis=2)
        if est.extrapolation == "linear":
            edge += 1 if edge <= 1 else 0
            x, own = with_lines(x, own, spline, edge)
        if not est.include_bias:
            own = own[:, :-1]
        pieces.append(own)
        breaks.append(x)
    if est.extrapolation == "periodic":
        value = within_period(p, value, [x[0] for x in breaks], [x[-1] for x in breaks])
    if est.extrapolation == "constant":
        value = p.clip(value, [x[0] for x in breaks], [x[-1] for x in breaks])
    sizes = [int(own.shape[1]) for own in pieces]
    offsets = np.cumsum([0] + [len(x) for x in breaks])
    made = p.step(
        "piecewise@1",
        sum(sizes),
        False,
        **{"in": value.name, "columns": [int(i) for i in value.index], "sizes": sizes, "degree": degree},
        offsets=p.number(offsets, np.int32),
        breaks=p.number(np.concatenate(breaks)),
        coefficients=p.number(np.concatenate([own.ravel() for own in pieces])),
    )
    return made


def within_period(p, value, first, last):
    """x minus as many periods as lie between it and the first of them."""
    period = np.asarray(last) - np.asarray(first)
    counts = p.map(p.scale(value, first, period), "floor", exact=False)
    return p.aggregate(p.concat([value, p.multiply_add(counts, -period, 0.0)]), 2, "sum")


def with_lines(x, own, spline, count):
    """Straight lines before the first and after the last break; of so many splines at either end, others 0."""
    first, last = spline(x[0]), spline(x[-1])
    slopes = spline(x[0], nu=1), spline(x[-1], nu=1)
    before, after = np.zeros((1, *own.shape[1:])), np.zeros((1, *own.shape[1:]))
    before[0, :, 0], before[0, :, 1] = first - slopes[0], slopes[0]
    after[0, :, 0], after[0, :, 1] = last, slopes[1]
    before[0, count:], after[0, : own.shape[1] - count] = 0.0, 0.0
    return np.concatenate([[x[0] - 1.0], x, [x[-1] + 1.0]]), np.concatenate([before, own, after])


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
    margins = p.map(squares, "negative")
    raw_of = lambda X: -np.square(columns_2d(est.transform(X)))
    return Answer(margins, raw_of, label=p.classify(margins), classes=np.arange(len(est.cluster_centers_)))


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
    return Answer(decision, ask, value=decision, terms_of=lambda X: kernel_terms(est, X, dual(est)))


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


def ovr_decision(p, margins, count, sign):
    """Votes and confidences of every two classes as one number for each class (_ovr_decision_function)."""
    weights, bias = np.zeros((count, margins.width)), np.zeros(count)
    sums = np.zeros((count, margins.width))
    for row, (i, j) in enumerate(pairs_of(count)):
        sums[i, row] -= sign
        sums[j, row] += sign
        weights[j, row] += 1.0
        weights[i, row] -= 1.0
        bias[i] += 1.0
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
    if est.pairwise_indices_ is not None or len(classes) == 2:
        raise Unsupported(f"{path}: one-vs-one of two classes, or of kernels, is not supported")
    parts = []
    for i, one in enumerate(est.estimators_):
        answer = fit_answer(p, one, value, f"{path}.estimators_[{i}]")
        if answer.decision is None:
            raise Unsupported(f"{path}: one-vs-one of members without decision_function is not supported")
        parts.append(answer.decision)
    made = ovr_decision(p, p.concat(parts), len(classes), 1.0)
    raw_of = lambda X: columns_2d(est.decision_function(X))
    return Answer(made, raw_of, label=p.classify(made), classes=classes, decision=made)


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
    classes_of(est, path)
    if est.out_activation_ == "softmax":
        return shares_answer(p, est, p.link(value, {"kind": "softmax"}), path)
    if value.width > 1:
        raise Unsupported(f"{path}: a classifier of several labels is not supported")
    return shares_answer(p, est, p.link(value, {"kind": "sigmoid", "alpha": 1}, complement=True), path)


@model("DummyClassifier")
def dummy_classifier(p, est, value, path):
    classes = classes_of(est, path)
    if est.strategy not in ("prior", "most_frequent"):
        raise Unsupported(f"{path}: the strategy {est.strategy} is not supported, prior and most_frequent are")
    prior = est.class_prior_ if est.strategy == "prior" else np.eye(len(classes))[np.argmax(est.class_prior_)]
    shares = p.concat([p.constant(value, float(one)) for one in prior])
    return shares_answer(p, est, shares, path)


@model("DummyRegressor")
def dummy_regressor(p, est, value, path):
    return values_answer(est, p.concat([p.constant(value, float(one)) for one in np.ravel(est.constant_)]))
