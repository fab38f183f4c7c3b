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
