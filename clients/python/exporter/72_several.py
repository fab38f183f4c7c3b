# Several targets, several labels, and classes one against another


def members_of(p, est, value, path, is_summed=True):
    places = [f"{path}.estimators_[{i}]" for i in range(len(est.estimators_))]
    return [fit_member(p, one, value, place, is_summed) for one, place in zip(est.estimators_, places)]


def scores_of_members(p, est, answers, path):
    """One column for each member of two classes, as it decides between them."""
    pairs = enumerate(zip(answers, est.estimators_))
    return p.concat([scores_of(answer, one, f"{path}.estimators_[{i}]") for i, (answer, one) in pairs])


@model("MultiOutputRegressor")
def multi_output(p, est, value, path):
    parts = members_of(p, est, value, path, is_summed=False)
    return values_answer(est, p.concat([answer.values for answer in parts]))


@model("MultiOutputClassifier")
def multi_output_classifier(p, est, value, path):
    parts = members_of(p, est, value, path, is_summed=False)
    return labels_answer(shares_of_labels(p, parts, path), lambda X: est.predict_proba(X))


@model("ClassifierChain")
def classifier_chain(p, est, value, path):
    if getattr(est, "chain_method", "predict") != "predict":
        raise Unsupported(f"{path}: chain_method={est.chain_method!r} is not supported, only 'predict'")
    made, place, parts = numbers(p, value, path), {}, []
    for i, (target, one) in enumerate(zip(est.order_, est.estimators_)):
        parts.append(fit_answer(p, one, made, f"{path}.estimators_[{i}]"))
        place[int(target)] = i
        table = {code: float(name) for code, name in enumerate(parts[-1].classes)}
        made = p.concat([made, p.ordinal_map(parts[-1].label, [(table, -1.0, -1.0)])])
    shares = shares_of_labels(p, parts, path).take([place[k] for k in range(len(place))])
    return labels_answer(shares, lambda X: est.predict_proba(X))


@model("OutputCodeClassifier")
def output_code(p, est, value, path):
    scores = scores_of_members(p, est, members_of(p, est, value, path), path)
    margins = p.map(distances(p, scores, est.code_book_, "squaredEuclidean"), "negative")

    def margins_of(X):
        ask = lambda one: np.ravel(one.decision_function(X)) if hasattr(one, "decision_function") else one.predict_proba(X)[:, 1]
        answers = np.stack([ask(one) for one in est.estimators_], axis=1)
        return -np.square(answers[:, np.newaxis, :] - est.code_book_[np.newaxis]).sum(axis=2)

    return Answer(margins, margins_of, label=p.classify(margins), classes=classes_of(est, path))


@model("RegressorChain")
def regressor_chain(p, est, value, path):
    value = numbers(p, value, path)
    made, place = value, {}
    for i, (target, one) in enumerate(zip(est.order_, est.estimators_)):
        answer = fit_member(p, one, made, f"{path}.estimators_[{i}]", is_summed=False).values
        place[int(target)] = made.width
        made = p.concat([made, answer])
    return values_answer(est, made.take([place[k] for k in range(len(place))]))


@model("_ConstantPredictor")
def constant_predictor(p, est, value, path):
    """Of a class that all rows or none have, in one-vs-rest."""
    always = float(np.ravel(est.y_)[0])
    shares = p.concat([p.constant(value, 1.0 - always), p.constant(value, always)])
    names = {"probability": shares, "label": p.classify(shares), "classes": np.array([0, 1])}
    return Answer(shares, lambda X: columns_2d(est.predict_proba(X)), decision=p.constant(value, always), **names)


@model("OneVsRestClassifier")
def one_vs_rest(p, est, value, path):
    answers = members_of(p, est, value, path)
    if getattr(est, "multilabel_", False):
        return labels_answer(shares_of_labels(p, answers, path), lambda X: est.predict_proba(X))
    classes = classes_of(est, path)
    has_shares = all(answer.probability is not None for answer in answers)
    scores, is_decided = scores_of_members(p, est, answers, path), hasattr(est, "decision_function")
    ones = p.concat([answer.shares.take([1]) for answer in answers]) if has_shares else None
    if len(classes) == 2:
        shares = p.linear(ones, [[-1.0], [1.0]], [1.0, 0.0], exact=True) if has_shares else None
        label = p.above(scores, 0.0 if is_decided else 0.5)
    else:
        shares = p.normalize(ones, "sum", "keep") if has_shares else None
        # Of equal scores the last class wins.
        last = p.classify(scores.take(range(len(classes))[::-1]))
        label = p.multiply_add(last, -1.0, len(classes) - 1.0)
    raw = shares if has_shares else scores
    raw_of = (lambda X: columns_2d(est.predict_proba(X))) if has_shares else lambda X: columns_2d(est.decision_function(X))
    decision = scores if is_decided else None
    return Answer(raw, raw_of, probability=shares, label=label, classes=classes, decision=decision)


@model("OneVsOneClassifier")
def one_vs_one(p, est, value, path):
    classes = classes_of(est, path)
    if est.pairwise_indices_ is not None:
        raise Unsupported(f"{path}: one-vs-one of kernels is not supported")
    answers = members_of(p, est, value, path)
    margins = scores_of_members(p, est, answers, path)
    seconds = p.concat([answer.label for answer in answers])
    made = ovr_decision(p, margins, len(classes), 1.0, seconds)
    label = p.classify(made)
    if len(classes) == 2:
        made = made.take([1])
        label = p.above(made, 0.0 if hasattr(est.estimators_[0], "decision_function") else 0.5)
    raw_of = lambda X: columns_2d(est.decision_function(X))
    return Answer(made, raw_of, label=label, classes=classes, decision=made)
