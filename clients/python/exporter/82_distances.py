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
