class Answer:
    """What a model answers of a value, and how the estimator itself is asked for the same."""

    def __init__(self, raw, raw_of, **rest):
        self.raw, self.raw_of = raw, raw_of
        """Of a classifier."""
        self.probability = rest.get("probability")
        self.label = rest.get("label")
        self.classes = rest.get("classes")
        """Of anything else; of clusters the distances from each."""
        self.value = rest.get("value")
        """What a label is: a class, a cluster, or whether a row is an outlier."""
        self.tells = rest.get("tells", "classes")
        """What decision_function gives, where the estimator has it."""
        self.decision = rest.get("decision")
        """Of rows: the sums of the absolute values of the terms of each margin."""
        self.terms_of = rest.get("terms_of")
        self.has_exact_terms = rest.get("has_exact_terms", False)
        """The answers are 32-bit floats."""
        self.is_float = rest.get("is_float", False)
        """Largest distance of exact margins' linked answers, in units in the last place."""
        self.ulp = rest.get("ulp", 4)
        """Of an answer that is not what predict or predict_proba gives: where it comes from."""
        self.value_of = rest.get("value_of")
        """How near margins are that are not exact."""
        self.digits = rest.get("digits", 1e-12)
        self.has_own_link = rest.get("has_own_link", False)

    @property
    def shares(self):
        """The probabilities for others to compute with: what a link made has not the bits of its source."""
        if self.probability is None:
            return None
        made = self.probability.take(range(self.probability.width))
        made.exact = made.exact and self.ulp == 0
        return made

    @property
    def values(self):
        """The value for others to compute with, as `shares`."""
        is_linked = self.ulp > 0 and self.value is not self.raw and not self.has_own_link
        made = self.value.take(range(self.value.width))
        made.exact = made.exact and not is_linked
        return made

    @property
    def is_classifier(self):
        return self.label is not None


def fit_answer(p, estimator, value, path):
    """What a fitted model makes of a value. @raises Unsupported"""
    function = look_up(MODELS, estimator, path, "the estimator")
    p.note(path, estimator)
    return function(p, estimator, value, path)


def is_dense_matrix(X):
    return not hasattr(X, "toarray")


def doubles(X):
    if hasattr(X, "toarray"):
        X = X.toarray()
    return np.asarray(X, dtype=np.float64)


def columns_2d(answers):
    answers = np.asarray(answers)
    return answers.reshape(len(answers), -1)


def labels_by_largest(p, value):
    return p.classify(value)


def classes_of(est, path):
    classes = est.classes_
    if isinstance(classes, list) or np.ndim(classes) != 1:
        raise Unsupported(f"{path}: a classifier of several outputs is not supported")
    if len(classes) < 2:
        raise Unsupported(f"{path}: a classifier of one class")
    return classes


@model("Pipeline")
def model_pipeline(p, est, value, path):
    *steps, (name, last) = est.steps
    for step_name, step in steps:
        value = transform(p, step, value, f"{path}.{step_name}")
    answer = fit_answer(p, last, value, f"{path}.{name}")
    made = [step for _, step in steps if step is not None and not isinstance(step, str)]

    def through(X):
        for step in made:
            X = step.transform(X)
        return X

    return asked_through(answer, through)


def asked_through(answer, through):
    """The answer of a model that is asked with what `through` makes of the rows."""
    for name in ("raw_of", "terms_of", "value_of"):
        ask = getattr(answer, name)
        if ask is not None:
            setattr(answer, name, lambda X, ask=ask: ask(through(X)))
    return answer


@model("GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV", "HalvingRandomSearchCV")
def search(p, est, value, path):
    return fit_answer(p, est.best_estimator_, value, f"{path}.best_estimator_")


@model("FrozenEstimator")
def frozen(p, est, value, path):
    return fit_answer(p, est.estimator, value, f"{path}.estimator")


# Linear models


def weighted(p, est, value, path, bias=None):
    """Coefficients and intercepts (or `bias`) of all targets, and the margins that they make."""
    weights = np.atleast_2d(np.asarray(est.coef_, dtype=np.float64))
    if hasattr(est.coef_, "toarray"):
        weights = est.coef_.toarray()
    bias = np.ravel(np.asarray(est.intercept_ if bias is None else bias, dtype=np.float64))
    bias = np.broadcast_to(bias, (weights.shape[0],))
    margins = p.linear(numbers(p, value, path), weights, bias)
    terms = lambda X: (abs(X) if hasattr(X, "toarray") else np.abs(doubles(X))) @ np.abs(weights).T + np.abs(bias)
    return margins, {"terms_of": terms, "has_exact_terms": value.exact}


@model(
    "LinearRegression", "Ridge", "RidgeCV", "Lasso", "LassoCV", "ElasticNet", "ElasticNetCV", "Lars", "LarsCV",
    "LassoLars", "LassoLarsCV", "LassoLarsIC", "OrthogonalMatchingPursuit", "OrthogonalMatchingPursuitCV",
    "BayesianRidge", "ARDRegression", "HuberRegressor", "TheilSenRegressor", "SGDRegressor", "LinearSVR",
    "PassiveAggressiveRegressor", "QuantileRegressor", "MultiTaskLasso", "MultiTaskLassoCV", "MultiTaskElasticNet",
    "MultiTaskElasticNetCV",
)
def linear_regressor(p, est, value, path):
    margins, terms = weighted(p, est, value, path)
    return Answer(margins, lambda X: columns_2d(est.predict(X)), value=margins, **terms)


@model("RANSACRegressor")
def ransac(p, est, value, path):
    return fit_answer(p, est.estimator_, value, f"{path}.estimator_")


@model("PoissonRegressor", "GammaRegressor", "TweedieRegressor")
def glm(p, est, value, path):
    margins, terms = weighted(p, est, value, path)
    power = getattr(est, "power", 1)
    link = getattr(est, "link", "log" if type(est).__name__ != "TweedieRegressor" else "auto")
    is_log = link == "log" or (link == "auto" and power > 0)
    answers = p.link(margins, {"kind": "exp"}) if is_log else margins
    raw_of = lambda X: columns_2d(est._linear_predictor(X))
    return Answer(margins, raw_of, value=answers, **terms)


def hard_labels(p, margins):
    return p.above(margins, 0.0) if margins.width == 1 else p.classify(margins)


def one_against_rest(p, margins):
    """Probabilities as LinearClassifierMixin gives them: independent, then made to add up to 1."""
    if margins.width == 1:
        return p.link(margins, {"kind": "sigmoid", "alpha": 1}, complement=True)
    return p.normalize(p.link(margins, {"kind": "sigmoidEach", "alpha": 1}), "sum", "keep")


def linear_answer(p, est, value, path, probability=None):
    classes = classes_of(est, path)
    margins, terms = weighted(p, est, value, path)
    made = None if probability is None else probability(margins)
    return Answer(
        margins,
        lambda X: columns_2d(est.decision_function(X)),
        **{"probability": made, "label": hard_labels(p, margins), "classes": classes},
        **{"decision": margins, **terms},
    )


@model("LogisticRegression", "LogisticRegressionCV")
def logistic(p, est, value, path):
    multi_class = getattr(est, "multi_class", "deprecated")
    solver = est.solver
    if version() < (1, 8) and multi_class == "multinomial" and len(est.classes_) == 2:
        return two_class_softmax(p, est, value, path)
    is_ovr = multi_class in ("ovr", "warn") or len(est.classes_) <= 2 or solver == "liblinear"

    def probability(margins):
        return one_against_rest(p, margins) if is_ovr else p.link(margins, {"kind": "softmax"})

    return linear_answer(p, est, value, path, probability)


def two_class_softmax(p, est, value, path):
    """Softmax of [-d, d], which is the sigmoid of 2 d."""

    def probability(margins):
        return p.link(margins, {"kind": "sigmoid", "alpha": 2}, complement=True)

    return linear_answer(p, est, value, path, probability)


@model("LinearSVC", "Perceptron", "PassiveAggressiveClassifier", "RidgeClassifier", "RidgeClassifierCV")
def linear_classifier(p, est, value, path):
    return linear_answer(p, est, value, path)


@model("SGDClassifier")
def sgd_classifier(p, est, value, path):
    if est.loss in ("log_loss", "log"):
        return linear_answer(p, est, value, path, lambda margins: one_against_rest(p, margins))
    if est.loss != "modified_huber":
        return linear_answer(p, est, value, path)

    def probability(margins):
        shares = p.multiply_add(p.clip(margins, -1.0, 1.0), 0.5, 0.5)
        return p.linear(shares, [[-1.0], [1.0]], [1.0, 0.0]) if shares.width == 1 else p.normalize(shares, "sum", "uniform")

    return linear_answer(p, est, value, path, probability)


@model("LinearDiscriminantAnalysis")
def lda(p, est, value, path):
    def probability(margins):
        if margins.width == 1:
            return p.link(margins, {"kind": "sigmoid", "alpha": 1}, complement=True)
        return p.link(margins, {"kind": "softmax"})

    return linear_answer(p, est, value, path, probability)


# Outliers and several labels


def outlier_answer(p, raw, raw_of, score, or_equal, **rest):
    """Of what tells outliers: -1 below 0, and at 0 unless `or_equal`; else 1."""
    label = p.above(score, 0.0, or_equal)
    return Answer(raw, raw_of, value=score, label=label, classes=np.array([-1, 1]), tells="outliers", **rest)


def shares_of_labels(p, parts, path):
    """Of classifiers of two classes each: the probabilities of their second classes."""
    for i, answer in enumerate(parts):
        if answer.probability is None:
            raise Unsupported(f"{path}: of several labels, number {i} has no predict_proba, which is not supported")
        if len(answer.classes) != 2:
            raise Unsupported(f"{path}: of several labels, number {i} has {len(answer.classes)} classes, and only two are supported")
    return p.concat([answer.shares.take([1]) for answer in parts])


def labels_answer(shares, raw_of):
    """A classifier of several labels of two classes each: one share for each, whose estimator gives both or one."""
    return Answer(shares, lambda X: seconds_of(raw_of(X)), value=shares)


def seconds_of(shares):
    if isinstance(shares, list):
        return np.stack([np.asarray(one)[:, 1] for one in shares], axis=1)
    return columns_2d(shares)


# Naive Bayes: margins are the logarithms of joint likelihoods.


def bayes_answer(p, est, joint, path):
    return Answer(
        joint,
        lambda X: columns_2d(est._joint_log_likelihood(check_rows(est, X))),
        probability=p.link(joint, {"kind": "softmax"}),
        label=p.classify(joint),
        classes=classes_of(est, path),
    )


def check_rows(est, X):
    checked = getattr(est, "_check_X", None)
    return X if checked is None else checked(X)


@model("MultinomialNB", "ComplementNB")
def multinomial_nb(p, est, value, path):
    prior = est.class_log_prior_ if type(est).__name__ == "MultinomialNB" else 0.0
    return bayes_answer(p, est, p.linear(numbers(p, value, path), est.feature_log_prob_, prior), path)


@model("BernoulliNB")
def bernoulli_nb(p, est, value, path):
    value = numbers(p, value, path)
    if est.binarize is not None:
        value = p.above(value, est.binarize)
    absent = np.log(1 - np.exp(est.feature_log_prob_))
    bias = est.class_log_prior_ + absent.sum(axis=1)
    return bayes_answer(p, est, p.linear(value, est.feature_log_prob_ - absent, bias), path)


@model("CategoricalNB")
def categorical_nb(p, est, value, path):
    value = numbers(p, value, path)
    whole = p.step("cast@1", value.width, value.exact, **{"in": p.dense(value), "to": "integer"})
    sizes = [int(table.shape[1]) for table in est.feature_log_prob_]
    weights = np.concatenate(est.feature_log_prob_, axis=1)
    return bayes_answer(p, est, p.linear(one_hot(p, whole, sizes), weights, est.class_log_prior_), path)


@model("GaussianNB")
def gaussian_nb(p, est, value, path):
    value = numbers(p, value, path)
    variances = getattr(est, "var_", None)
    classes, width = est.theta_.shape
    gaps = p.scale(value.take(list(range(width)) * classes), est.theta_.ravel(), np.sqrt(variances).ravel())
    weights = np.kron(np.eye(classes), np.full((1, width), -0.5))
    bias = np.log(est.class_prior_) - 0.5 * np.sum(np.log(2.0 * np.pi * variances), axis=1)
    return bayes_answer(p, est, p.linear(p.map(gaps, "square"), weights, bias), path)
