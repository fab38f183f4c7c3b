# Models made of other models


def fit_member(p, est, value, path, is_summed=True):
    """
    What one of several models makes of a value. What scikit-learn sums up of answers in 32 bits it rounds to 32
    bits, and DART it asks in a way that rounds on the way.
    """
    answer = fit_answer(p, est, value, path)
    if answer.is_float and (is_summed or answer.value_of is not None):
        p.digits = max(p.digits, 1e-6)
        for made in (answer.value, answer.probability):
            if made is not None:
                made.exact = False
    return answer


def asked(answer, member, method, path):
    """What a member answers to decision_function or predict_proba. @raises Unsupported where that is not computed"""
    made = answer.decision if method == "decision_function" else answer.shares
    if made is None:
        raise Unsupported(f"{path}: {method} of {type(member).__name__} is not supported")
    return made


def scores_of(answer, member, path):
    """What decides between classes: decision_function, or where a member has none its probabilities, of two the second."""
    if hasattr(member, "decision_function"):
        return asked(answer, member, "decision_function", path)
    shares = asked(answer, member, "predict_proba", path)
    return shares.take([1]) if shares.width == 2 else shares


def member_shares(p, est, value, path):
    """The probabilities of a member, or its votes, which count as probabilities where it has none."""
    answer = fit_member(p, est, value, path)
    if hasattr(est, "predict_proba"):
        return answer, asked(answer, est, "predict_proba", path)
    return answer, one_hot(p, answer.label, [len(answer.classes)])


def spread(p, shares, classes, count):
    """Columns of the classes that a member knows, among those of all."""
    if len(classes) == count:
        return shares
    weights = np.zeros((count, len(classes)))
    weights[np.asarray(classes, dtype=int), np.arange(len(classes))] = 1.0
    return p.linear(shares, weights, 0.0, exact=True)


def is_tree(est):
    return type(est).__name__ in (
        "DecisionTreeClassifier", "DecisionTreeRegressor", "ExtraTreeClassifier", "ExtraTreeRegressor",
    )


@model("AdaBoostClassifier")
def ada_boost_classifier(p, est, value, path):
    value = numbers(p, value, path)
    classes = classes_of(est, path)
    count, weights = len(classes), est.estimator_weights_[: len(est.estimators_)]
    is_real = getattr(est, "algorithm", "SAMME") == "SAMME.R"
    if is_real and not all(is_tree(member) for member in est.estimators_):
        raise Unsupported(f"{path}: the algorithm SAMME.R of other members than trees is not supported")
    if all(is_tree(member) for member in est.estimators_):
        forest = Forest(count, count)
        for member, weight in zip(est.estimators_, weights):
            forest.add(nodes_of(member.tree_, real_votes(member, count) if is_real else votes(member, classes, weight)))
        sums = forest.write(p, value, "f32")
    else:
        parts = []
        for i, (member, weight) in enumerate(zip(est.estimators_, weights)):
            answer = fit_answer(p, member, value, f"{path}.estimators_[{i}]")
            places = np.searchsorted(classes, answer.classes)
            picked = spread(p, one_hot(p, answer.label, [len(answer.classes)]), places, count)
            other = vote_against(count) * weight
            parts.append(p.multiply_add(picked, float(weight - other), float(other)))
        sums = p.aggregate(p.concat(parts), len(parts), "sum")
        sums.exact = False
    means = p.divide(sums, est.estimator_weights_.sum())
    margins = p.linear(means, [[-1.0, 1.0]], 0.0, exact=True) if count == 2 else means
    if count == 2:
        # softmax of [-d, d] / 2 is the sigmoid of d.
        shares = p.link(margins, {"kind": "sigmoid", "alpha": 1}, complement=True, exact=True)
    else:
        shares = p.link(margins, {"kind": "softmax"}, float(count - 1), exact=True)
    names = {"probability": shares, "label": hard_labels(p, margins), "classes": classes, "decision": margins}
    return Answer(margins, lambda X: columns_2d(est.decision_function(X)), **names)


def votes(member, classes, weight):
    """Of each node, what AdaBoost adds for the class that the member chooses there."""
    chosen = member.classes_.take(np.argmax(member.tree_.value[:, 0, :], axis=1))
    return np.where((chosen == classes[:, np.newaxis]).T, weight, vote_against(len(classes)) * weight)


def vote_against(count):
    """What a member's vote takes from the other classes: nothing in older versions."""
    import inspect

    from sklearn.ensemble import AdaBoostClassifier

    source = inspect.getsource(AdaBoostClassifier.decision_function)
    return -1 / (count - 1) if "-1 / (n_classes - 1)" in source else 0.0


def real_votes(member, count):
    shares = fractions(member.tree_).copy()
    np.clip(shares, np.finfo(shares.dtype).eps, None, out=shares)
    logs = np.log(shares)
    return (count - 1) * (logs - (1.0 / count) * logs.sum(axis=1)[:, np.newaxis])


@model("AdaBoostRegressor")
def ada_boost_regressor(p, est, value, path):
    value = numbers(p, value, path)
    members = est.estimators_
    if all(is_tree(member) for member in members):
        forest = Forest(len(members), 1)
        for i, member in enumerate(members):
            forest.add(nodes_of(member.tree_, member.tree_.value[:, 0, 0]), i)
        answers = forest.write(p, value, "f32")
    else:
        places = [f"{path}.estimators_[{i}]" for i in range(len(members))]
        parts = [fit_member(p, one, value, place, is_summed=False) for one, place in zip(members, places)]
        answers = p.concat([answer.values for answer in parts])
    weights = p.number(est.estimator_weights_[: len(members)])
    attributes = {"in": p.dense(answers), "weights": weights}
    return values_answer(est, p.step("weightedMedian@1", 1, answers.exact, **attributes))


@model("BaggingClassifier")
def bagging_classifier(p, est, value, path):
    alone(est)
    classes = classes_of(est, path)
    members, features = est.estimators_, est.estimators_features_
    count = len(classes)
    if all(is_tree(member) and len(member.classes_) == count for member in members):
        sums = classifier_forest(p, est, members, value, path, features)
        return shares_answer(p, est, p.divide(sums, len(members)), path)
    parts, decisions = [], []
    for i, (member, columns) in enumerate(zip(members, features)):
        answer, shares = member_shares(p, member, value.take(columns), f"{path}.estimators_[{i}]")
        parts.append(spread(p, shares, answer.classes, count))
        decisions.append(answer.decision)
    answer = shares_answer(p, est, p.aggregate(p.concat(parts), len(parts), "mean"), path)
    if all(one is not None for one in decisions) and len({one.width for one in decisions}) == 1:
        answer.decision = p.divide(p.aggregate(p.concat(decisions), len(decisions), "sum"), len(decisions))
    return answer


@model("BaggingRegressor")
def bagging_regressor(p, est, value, path):
    alone(est)
    members, features = est.estimators_, est.estimators_features_
    if all(is_tree(member) for member in members):
        sums = regressor_forest(p, members, value, path, features)
        return values_answer(est, p.divide(sums, len(members)))
    parts = [
        fit_member(p, member, value.take(columns), f"{path}.estimators_[{i}]").values
        for i, (member, columns) in enumerate(zip(members, features))
    ]
    return values_answer(est, p.aggregate(p.concat(parts), len(parts), "mean"))


@model("IsolationForest")
def isolation_forest(p, est, value, path):
    from sklearn.ensemble._iforest import _average_path_length

    value = numbers(p, value, path)
    forest, tables = Forest(1, 1), []
    for member, columns in zip(est.estimators_, est.estimators_features_):
        tree = member.tree_
        tables.append(path_nodes(tree) + _average_path_length(tree.n_node_samples) - 1.0)
        forest.add(nodes_of(tree, tables[-1], columns))
    depths = forest.write(p, value, "f32")

    def depths_of(X):
        X = np.ascontiguousarray(doubles(X).astype(np.float32))
        sums = np.zeros(len(X))
        for member, columns, table in zip(est.estimators_, est.estimators_features_, tables):
            sums += table[member.tree_.apply(np.ascontiguousarray(X[:, columns]))]
        return sums[:, np.newaxis]

    denominator = len(est.estimators_) * float(_average_path_length([est._max_samples])[0])
    scores = p.map(p.map(p.divide(depths, denominator), "negative", exact=True), "exp2")
    decision = p.multiply_add(scores, -1.0, -float(est.offset_))
    return outlier_answer(p, depths, depths_of, decision, True, value_of=lambda X: est.decision_function(X))


def path_nodes(tree):
    """How many nodes lie on the way to each node, itself among them."""
    counts = np.ones(tree.node_count)
    for node in range(tree.node_count):
        for child in (tree.children_left[node], tree.children_right[node]):
            if child >= 0:
                counts[child] = counts[node] + 1
    return counts


@model("VotingClassifier")
def voting_classifier(p, est, value, path):
    classes = classes_of(est, path)
    count, weights = len(classes), est._weights_not_none
    names = [name for name, one in est.estimators if not (isinstance(one, str) and one == "drop")]
    parts = []
    for name, member in zip(names, est.estimators_):
        answer = fit_member(p, member, value, f"{path}.{name}")
        if est.voting == "soft":
            parts.append(asked(answer, member, "predict_proba", f"{path}.{name}"))
        else:
            parts.append(spread(p, one_hot(p, answer.label, [len(answer.classes)]), answer.classes, count))
    if weights is not None:
        parts = [p.multiply_add(part, float(weight), 0.0) for part, weight in zip(parts, weights)]
    sums = p.aggregate(p.concat(parts), len(parts), "sum")
    if est.voting == "soft":
        shares = p.divide(sums, sum(weights) if weights is not None else len(parts))
        answer = shares_answer(p, est, shares, path)
        return answer

    def votes_of(X):
        chosen = est._predict(X)
        return np.stack([np.bincount(row, weights=weights, minlength=count) for row in chosen]).astype(np.float64)

    return Answer(sums, votes_of, label=p.classify(sums), classes=classes)


@model("VotingRegressor")
def voting_regressor(p, est, value, path):
    names = [name for name, one in est.estimators if not (isinstance(one, str) and one == "drop")]
    parts = [fit_member(p, one, value, f"{path}.{name}").values for name, one in zip(names, est.estimators_)]
    weights = est._weights_not_none
    if weights is not None:
        parts = [p.multiply_add(part, float(weight), 0.0) for part, weight in zip(parts, weights)]
    sums = p.aggregate(p.concat(parts), len(parts), "sum")
    return values_answer(est, p.divide(sums, sum(weights) if weights is not None else len(parts)))


@model("StackingClassifier", "StackingRegressor")
def stacking(p, est, value, path):
    names = [name for name, one in est.estimators if not (isinstance(one, str) and one == "drop")]
    parts = []
    for name, member, method in zip(names, est.estimators_, est.stack_method_):
        answer = fit_member(p, member, value, f"{path}.{name}", is_summed=False)
        if method == "predict_proba":
            made = asked(answer, member, method, f"{path}.{name}")
            parts.append(made.take([1]) if made.width == 2 else made)
        elif method == "decision_function":
            parts.append(asked(answer, member, method, f"{path}.{name}"))
        elif answer.is_classifier:
            table = {i: float(one) for i, one in enumerate(answer.classes)}
            parts.append(p.ordinal_map(answer.label, [(table, -1.0, -1.0)]))
        else:
            parts.append(answer.values)
    if est.passthrough:
        parts.append(numbers(p, value, path))
    answer = fit_answer(p, est.final_estimator_, p.concat(parts), f"{path}.final_estimator_")
    answer = asked_through(answer, est.transform)
    if answer.is_classifier:
        answer.classes = classes_of(est, path)
    return answer


@model("CalibratedClassifierCV")
def calibrated(p, est, value, path):
    classes = classes_of(est, path)
    if est.method not in ("sigmoid", "isotonic"):
        raise Unsupported(f"{path}: the calibration {est.method} is not supported, sigmoid and isotonic are")
    parts = []
    for i, one in enumerate(est.calibrated_classifiers_):
        parts.append(calibrate(p, one, value, len(classes), list(classes), f"{path}.calibrated_classifiers_[{i}]"))
    return shares_answer(p, est, p.aggregate(p.concat(parts), len(parts), "mean"), path)


def calibrate(p, one, value, count, classes, path):
    member = one.estimator
    answer = fit_member(p, member, value, f"{path}.estimator")
    scores, shares = scores_of(answer, member, f"{path}.estimator"), []
    for k, calibrator in enumerate(one.calibrators):
        shares.append(calibrator_of(p, calibrator, scores.take([k]), path))
    if count == 2:
        made = p.linear(shares[0], [[-1.0], [1.0]], [1.0, 0.0], exact=True)
    else:
        places = [classes.index(name) for name in member.classes_]
        made = p.normalize(spread(p, p.concat(shares), places, count), "sum", "uniform")
        made.exact = all(share.exact for share in shares) and count < 8
    return p.clip(made, -np.inf, 1.0)


def calibrator_of(p, calibrator, scores, path):
    if type(calibrator).__name__ == "_SigmoidCalibration":
        return p.map(p.multiply_add(scores, -float(calibrator.a_), -float(calibrator.b_)), "logistic")
    return isotonic(p, calibrator, scores, path)


def isotonic(p, est, scores, path):
    x, y = np.asarray(est.X_thresholds_, np.float64), np.asarray(est.y_thresholds_, np.float64)
    if est.out_of_bounds != "clip":
        raise Unsupported(f"{path}: isotonic regression with out_of_bounds={est.out_of_bounds!r} is not supported")
    return p.by_column("interpolate@1", scores, offsets=p.number([0, len(x)], np.int32), x=p.number(x), y=p.number(y))


@model("IsotonicRegression")
def isotonic_regression(p, est, value, path):
    return values_answer(est, isotonic(p, est, numbers(p, value, path), path))


@model("TransformedTargetRegressor")
def transformed_target(p, est, value, path):
    answer = fit_answer(p, est.regressor_, value, f"{path}.regressor_")
    values = answer.values
    inverse, kind = est.transformer_, type(est.transformer_).__name__
    if kind == "FunctionTransformer":
        made = apply_function(p, inverse.inverse_func, values, f"{path}.transformer_")
    elif kind == "StandardScaler":
        scale = inverse.scale_ if inverse.with_std else 1.0
        made = p.multiply_add(values, scale, inverse.mean_ if inverse.with_mean else 0.0)
    elif kind == "MinMaxScaler":
        made = p.scale(values, inverse.min_, inverse.scale_)
    elif kind == "MaxAbsScaler":
        made = p.multiply_add(values, inverse.scale_, 0.0)
    elif kind == "RobustScaler":
        scale = inverse.scale_ if inverse.with_scaling else 1.0
        made = p.multiply_add(values, scale, inverse.center_ if inverse.with_centering else 0.0)
    else:
        known = "FunctionTransformer, MaxAbsScaler, MinMaxScaler, RobustScaler, StandardScaler"
        raise Unsupported(f"{path}.transformer_: the target's transformer {kind} is not supported. Supported: {known}")
    ask = answer.value_of or est.regressor_.predict
    if answer.is_float:
        # What is computed of 32-bit answers is rounded to 32 bits in an order of its own.
        made.exact, answer.digits = False, 1e-6
    value_of = None if answer.value_of is None else lambda X: inverse.inverse_transform(columns_2d(ask(X)))
    rest = {"value": made, "value_of": value_of, "digits": answer.digits}
    return Answer(values, lambda X: columns_2d(ask(X)), **rest)
