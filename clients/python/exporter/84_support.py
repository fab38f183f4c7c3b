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
    return outlier_answer(p, decision, ask, decision, False, terms_of=lambda X: kernel_terms(est, X, dual(est)))


@model("SGDOneClassSVM")
def sgd_one_class(p, est, value, path):
    decision, terms = weighted(p, est, value, path, -np.asarray(est.offset_))
    ask = lambda X: columns_2d(est.decision_function(X))
    return outlier_answer(p, decision, ask, decision, True, **terms)


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
