class Forest:
    """Trees in the arrays of the op treeEnsemble@1."""

    def __init__(self, slots, leaf_width):
        self.slots, self.leaf_width = slots, leaf_width
        self.features, self.thresholds, self.flags, self.left, self.right = [], [], [], [], []
        self.leaves, self.roots, self.tree_slots = [], [], []
        self.sets = []
        self.nodes, self.leaf_count = 0, 0

    def add(self, tree, slot=0):
        """`tree`: arrays of nodes, whose children below zero are leaves `~index` of its own."""
        base = self.nodes
        shift = lambda child: np.where(child >= 0, child + base, child - self.leaf_count)
        features = np.asarray(tree["features"], dtype=np.int32)
        self.roots.append(base if len(features) else ~self.leaf_count)
        self.tree_slots.append(slot)
        self.features.append(features)
        thresholds = np.asarray(tree["thresholds"], dtype=np.float64).copy()
        flags = np.asarray(tree["flags"], dtype=np.uint8)
        thresholds[(flags & 1) == 1] += len(self.sets)
        self.sets.extend(tree.get("sets", []))
        self.thresholds.append(thresholds)
        self.flags.append(flags)
        self.left.append(shift(np.asarray(tree["left"], dtype=np.int64)))
        self.right.append(shift(np.asarray(tree["right"], dtype=np.int64)))
        leaves = np.asarray(tree["leaves"], dtype=np.float64)
        self.leaves.append(leaves.reshape(-1, self.leaf_width))
        self.nodes += len(features)
        self.leaf_count += len(self.leaves[-1])

    def write(self, p, value, feature_type, base=None, weights=None):
        joined = lambda parts, dtype: p.number(np.concatenate(parts) if parts else [], dtype)
        thresholds = self._thresholds(value, feature_type)
        attributes = {
            "in": p.dense(value), "slots": self.slots, "featureType": feature_type, "comparison": "lessOrEqual",
            "zeroBand": 0, "categoryHit": "left", "categoryRange": "int32", "accumulate": "f64",
            "leafWidth": self.leaf_width,
            "roots": p.number(self.roots, np.int32),
            "treeSlots": p.number(self.tree_slots, np.int32),
            "features": joined(self.features, np.int32),
            "thresholds": joined(thresholds, np.float64),
            "flags": joined(self.flags, np.uint8),
            "left": joined(self.left, np.int32),
            "right": joined(self.right, np.int32),
            "leafValues": joined([one if self.leaf_width > 1 else one.ravel() for one in self.leaves], np.float64),
        }
        if base is not None:
            attributes["base"] = p.number(base)
        if weights is not None:
            attributes["treeWeights"] = p.number(weights)
        if self.sets:
            words = [np.asarray(one, dtype=np.uint32) for one in self.sets]
            offsets = p.number(np.cumsum([0] + [len(one) for one in words]), np.int32)
            attributes["categories"] = {"offsets": offsets, "words": p.number(np.concatenate(words), np.uint32)}
        return p.step("treeEnsemble@1", self.slots, value.exact, **attributes)


    def _thresholds(self, value, feature_type):
        """
        Of a column that is not computed to the bit, thresholds stand a little above themselves: they are
        often values of the training data, which go left. 32-bit inputs have lost the difference.
        """
        if feature_type == "f32" or value.exact or not self.features:
            return self.thresholds
        features, flags, all_of = map(np.concatenate, (self.features, self.flags, self.thresholds))
        moved = (flags & 1 == 0) & np.isfinite(all_of) & ~np.asarray(value.exacts, dtype=bool)[features]
        largest = np.zeros(value.width)
        np.maximum.at(largest, features[moved], np.abs(all_of[moved]))
        all_of[moved] += NEARNESS * largest[features[moved]]
        return [all_of]


DEFAULT_LEFT, CATEGORY, NAN_RULE = 2, 1, 8
NEARNESS = 1e-13
"""How near columns are that are not computed to the bit, relative to the largest threshold."""


def floats_below(thresholds):
    """The largest float at or below each: floats compare with it as with the double itself."""
    thresholds = np.asarray(thresholds, dtype=np.float64)
    with np.errstate(over="ignore"):
        floats = thresholds.astype(np.float32)
    above = floats.astype(np.float64) > thresholds
    floats[above] = np.nextafter(floats[above], np.float32(-np.inf))
    return floats.astype(np.float64)


def nodes_of(tree, leaf_values, features=None):
    """A tree of scikit-learn (`tree_`) with the numbers of its leaves, given by node."""
    left, right = tree.children_left, tree.children_right
    is_leaf = left < 0
    place = np.empty(tree.node_count, dtype=np.int64)
    place[~is_leaf] = np.arange((~is_leaf).sum())
    place[is_leaf] = ~np.arange(is_leaf.sum())
    inner = np.flatnonzero(~is_leaf)
    nodes = tree.__getstate__()["nodes"]
    flags = np.zeros(len(inner), dtype=np.uint8)
    if "missing_go_to_left" in (nodes.dtype.names or ()):
        flags = NAN_RULE + DEFAULT_LEFT * (nodes["missing_go_to_left"][inner] != 0)
    columns = tree.feature[inner]
    return {
        "features": columns if features is None else np.asarray(features)[columns],
        "thresholds": floats_below(tree.threshold[inner]),
        "flags": flags,
        "left": place[left[inner]],
        "right": place[right[inner]],
        "leaves": np.asarray(leaf_values)[is_leaf],
    }


def fractions(tree):
    """Of a classifier's tree, the share of each class in each node, as predict_proba gives it."""
    counts = tree.value[:, 0, :]
    if version() >= (1, 3):
        return counts
    sums = counts.sum(axis=1)[:, np.newaxis]
    return counts / np.where(sums == 0.0, 1.0, sums)


def shares_answer(p, est, shares, path):
    """A classifier whose margins are its probabilities."""
    return Answer(
        shares,
        lambda X: columns_2d(est.predict_proba(X)),
        **{"probability": shares, "label": p.classify(shares), "classes": classes_of(est, path), "ulp": 0},
    )


def values_answer(est, values):
    return Answer(values, lambda X: columns_2d(est.predict(X)), value=values, ulp=0)


def classifier_forest(p, est, trees, value, path, features=None):
    classes = len(classes_of(est, path))
    forest = Forest(classes, classes)
    for i, member in enumerate(trees):
        forest.add(nodes_of(member.tree_, fractions(member.tree_), None if features is None else features[i]))
    return forest.write(p, numbers(p, value, path), "f32")


def regressor_forest(p, trees, value, path, features=None):
    outputs = trees[0].tree_.value.shape[1]
    forest = Forest(outputs, outputs)
    for i, member in enumerate(trees):
        columns = None if features is None else features[i]
        forest.add(nodes_of(member.tree_, member.tree_.value[:, :, 0], columns))
    return forest.write(p, numbers(p, value, path), "f32")


def labels_forest(p, est, trees, value, path):
    """Of trees of several labels of two classes, the sums of the shares of the second classes."""
    for i, count in enumerate(est.n_classes_):
        if count != 2:
            raise Unsupported(f"{path}: of several labels, number {i} has {count} classes, and only two are supported")
    forest = Forest(est.n_outputs_, est.n_outputs_)
    for member in trees:
        counts = member.tree_.value
        if version() < (1, 3):
            sums = counts.sum(axis=2)[:, :, np.newaxis]
            counts = counts / np.where(sums == 0.0, 1.0, sums)
        forest.add(nodes_of(member.tree_, counts[:, :, 1]))
    return forest.write(p, numbers(p, value, path), "f32")


@model("DecisionTreeClassifier", "ExtraTreeClassifier")
def tree_classifier(p, est, value, path):
    if est.n_outputs_ > 1:
        return labels_answer(labels_forest(p, est, [est], value, path), est.predict_proba)
    return shares_answer(p, est, classifier_forest(p, est, [est], value, path), path)


@model("DecisionTreeRegressor", "ExtraTreeRegressor")
def tree_regressor(p, est, value, path):
    return values_answer(est, regressor_forest(p, [est], value, path))


@model("RandomForestClassifier", "ExtraTreesClassifier")
def forest_classifier(p, est, value, path):
    alone(est)
    if est.n_outputs_ > 1:
        shares = p.divide(labels_forest(p, est, est.estimators_, value, path), len(est.estimators_))
        return labels_answer(shares, est.predict_proba)
    sums = classifier_forest(p, est, est.estimators_, value, path)
    return shares_answer(p, est, p.divide(sums, len(est.estimators_)), path)


@model("RandomForestRegressor", "ExtraTreesRegressor")
def forest_regressor(p, est, value, path):
    alone(est)
    sums = regressor_forest(p, est.estimators_, value, path)
    return values_answer(est, p.divide(sums, len(est.estimators_)))


JOBS = []
"""Estimators that were given one thread, with what they had before."""


def alone(est):
    """Answers by one thread: with more of them the order of the additions is left to chance."""
    if getattr(est, "n_jobs", None) not in (None, 1):
        JOBS.append((est, est.n_jobs))
        est.n_jobs = 1


@model("GradientBoostingClassifier", "GradientBoostingRegressor")
def gradient_boosting(p, est, value, path):
    value = numbers(p, value, path)
    slots = est.estimators_.shape[1]
    first, digits = initial_margins(est, value.width), 1e-12
    forest = Forest(slots, 1)
    for stage in est.estimators_:
        for k, member in enumerate(stage):
            forest.add(nodes_of(member.tree_, member.tree_.value[:, 0, 0]), k)
    rates = np.full(len(forest.roots), float(est.learning_rate))
    margins = forest.write(p, value, "f32", base=first, weights=rates)
    if first is None:
        # The sum is the initial estimator's, which adds first, plus the trees'.
        is_single = getattr(getattr(est.init_, "coef_", None), "dtype", None) == np.float32
        if is_single and hasattr(est, "classes_") and slots == 1:
            kind = type(est.init_).__name__
            raise Unsupported(f"{path}.init_: {kind} answers in 32 bits, whose rounding the logit enlarges beyond measure")
        start = initial_value(p, est, value, f"{path}.init_")
        margins = p.aggregate(p.concat([start, margins]), 2, "sum")
        margins.exact = False
        # What learned from 32-bit inputs answers in 32 bits, rounded in an order of its own.
        digits = 1e-5 if is_single else 1e-12
    raw_of = lambda X: columns_2d(est._raw_predict(np.ascontiguousarray(doubles(X).astype(np.float32))))
    if type(est).__name__ == "GradientBoostingRegressor":
        return Answer(margins, raw_of, value=margins, ulp=0, digits=digits)
    alpha = 2 if est.loss == "exponential" else 1
    if slots == 1:
        probability = p.link(margins, {"kind": "sigmoid", "alpha": alpha}, complement=True, exact=True)
    else:
        probability = p.link(margins, {"kind": "softmax"}, exact=True)
    label = p.above(margins, 0.0, version() >= (1, 4)) if slots == 1 else p.classify(margins)
    names = {"probability": probability, "label": label, "classes": classes_of(est, path), "digits": digits}
    return Answer(margins, raw_of, decision=margins, **names)


def initial_margins(est, width):
    """Where every row starts, unless an estimator of its own says so."""
    if isinstance(est.init_, str) and est.init_ == "zero":
        return np.zeros(est.estimators_.shape[1])
    if type(est.init_).__name__ not in ("DummyClassifier", "DummyRegressor"):
        return None
    return np.asarray(est._raw_predict_init(np.zeros((1, width), dtype=np.float32)), dtype=np.float64)[0]


def initial_value(p, est, value, path):
    single = p.step("cast@1", value.width, value.exact, **{"in": p.dense(value), "to": "f32"})
    answer = fit_answer(p, est.init_, single, path)
    if not answer.is_classifier:
        return answer.value
    if answer.probability is None:
        raise Unsupported(f"{path}: an initial classifier without probabilities")
    eps = initial_eps()
    shares = p.clip(answer.probability, eps, 1 - eps)
    logs = p.map(shares, "log")
    count = est.estimators_.shape[1]
    if count > 1:
        centering = np.eye(count) - (1.0 / count if version() >= (1, 4) else 0.0)
        return p.linear(logs, centering, 0.0)
    # log(p / (1 - p)), halved where the loss is exponential.
    other = p.map(p.multiply_add(shares.take([1]), -1.0, 1.0), "log")
    weight = 0.5 if est.loss == "exponential" else 1.0
    return p.linear(p.concat([logs.take([1]), other]), [[weight, -weight]], 0.0)


def initial_eps():
    """How near to 0 and 1 the first probabilities may come: versions differ."""
    import inspect

    from sklearn.ensemble import _gb

    source = inspect.getsource(getattr(_gb, "_init_raw_predictions", _gb))
    return float(np.finfo(np.float64 if "np.finfo(np.float64).eps" in source else np.float32).eps)


@model("HistGradientBoostingClassifier", "HistGradientBoostingRegressor")
def hist_gradient_boosting(p, est, value, path):
    prepared = getattr(est, "_preprocessor", None)
    if prepared is not None:
        value = prepare_histograms(p, est, value, path)
    elif est.is_categorical_ is not None:
        value = known_categories(p, est, value)
    baseline = np.ravel(np.asarray(est._baseline_prediction, dtype=np.float64))
    forest = Forest(len(baseline), 1)
    for stage in est._predictors:
        for k, predictor in enumerate(stage):
            forest.add(histogram_nodes(predictor), k)
    margins = forest.write(p, numbers(p, value, path), "f64", base=baseline)
    raw_of = lambda X: columns_2d(est._raw_predict(X if prepared is not None else doubles(X)))
    if type(est).__name__ == "HistGradientBoostingRegressor":
        is_log = est.loss in ("poisson", "gamma")
        answers = p.link(margins, {"kind": "exp"}, exact=True) if is_log else margins
        return Answer(margins, raw_of, value=answers)
    if margins.width == 1:
        probability = p.link(margins, {"kind": "sigmoid", "alpha": 1}, complement=True, exact=True)
    else:
        probability = p.link(margins, {"kind": "softmax"}, exact=True)
    label = p.above(margins, 0.0) if margins.width == 1 else p.classify(margins)
    names = {"probability": probability, "label": label, "classes": classes_of(est, path)}
    return Answer(margins, raw_of, decision=margins, **names)


def prepare_histograms(p, est, value, path):
    """Categories as codes, before the other columns, as the estimator's own preprocessor puts them."""
    encoder = est._preprocessor.named_transformers_["encoder"]
    flags = np.asarray(est.is_categorical_)
    some, others = np.flatnonzero(flags), np.flatnonzero(~flags)
    return p.concat([transform(p, encoder, value.take(some), f"{path}.encoder"), value.take(others)])


def known_categories(p, est, value):
    """Categories that training did not see count as missing."""
    bitsets, places = est._bin_mapper.make_known_categories_bitsets()
    tables, columns = [], []
    for i in np.flatnonzero(est.is_categorical_):
        words = bitsets[places[i]]
        known = [code for code in range(256) if words[code // 32] >> np.uint32(code % 32) & np.uint32(1)]
        tables.append(({code: code for code in known}, np.nan, np.nan))
        columns.append(int(i))
    mapped = p.ordinal_map(value.take(columns), tables)
    both = p.concat([value, mapped])
    order = [value.width + columns.index(i) if i in columns else i for i in range(value.width)]
    return both.take(order)


def histogram_nodes(predictor):
    nodes = predictor.nodes
    is_leaf = nodes["is_leaf"].astype(bool)
    place = np.empty(len(nodes), dtype=np.int64)
    place[~is_leaf] = np.arange((~is_leaf).sum())
    place[is_leaf] = ~np.arange(is_leaf.sum())
    inner = nodes[~is_leaf]
    names = nodes.dtype.names
    is_category = inner["is_categorical"].astype(bool)
    thresholds = inner["num_threshold"].astype(np.float64)
    thresholds[is_category] = np.arange(is_category.sum())
    sets = [predictor.raw_left_cat_bitsets[i] for i in inner["bitset_idx"][is_category]] if "bitset_idx" in names else []
    flags = NAN_RULE + DEFAULT_LEFT * (inner["missing_go_to_left"] != 0) + CATEGORY * is_category
    return {
        "features": inner["feature_idx"], "thresholds": thresholds, "flags": flags,
        "left": place[inner["left"]], "right": place[inner["right"]],
        "leaves": nodes["value"][is_leaf], "sets": sets,
    }
