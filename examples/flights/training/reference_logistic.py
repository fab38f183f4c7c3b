"""A one-hot logistic regression on January 2001, a reference for other solvers of its problem.

    python reference_logistic.py FLIGHTS_PARQUET

Minimises  sum over the January flights of log(1 + exp(-s z))  +  (L2 / 2) * sum of squared weights
with s = +1 for late and -1 otherwise, z = intercept + weights . x; the intercept has no penalty.
x is: hour, weekday and distance, each minus its January mean and divided by its January standard
deviation (dividing by n), then one 0/1 column for every origin and every destination of January
(no level is left out; an airport that January did not have is all zeros).

Writes the key `logistic` of expected-by-month.json, and expected-logistic.json: the
standardisation, the solution and the value of the objective there.
"""

import json
import sys

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from flights import (
    CATEGORICAL,
    HERE,
    NUMERIC,
    TRAINED_ON,
    find_levels,
    measure_by_month,
    print_by_month,
    read_flights,
    record_expected,
    to_features,
)

L2 = 1.0


def main(path):
    flights = read_flights(path)
    january = (flights["month"] == TRAINED_ON).to_numpy()
    levels = find_levels(flights[january])
    features = to_features(flights, levels)
    numbers = features[NUMERIC].to_numpy(dtype="float64")
    means, deviations = numbers[january].mean(axis=0), numbers[january].std(axis=0)
    design = to_design(features, (numbers - means) / deviations)

    late = flights["late"].to_numpy()[january]
    fitted = LogisticRegression(C=1 / L2, solver="newton-cholesky", tol=1e-10, max_iter=100)
    fitted.fit(design[january], late)
    weights, intercept = fitted.coef_[0], float(fitted.intercept_[0])

    by_month = measure_by_month(flights, fitted.predict_proba(design)[:, 1])
    record_expected({"logistic": by_month})
    print_by_month("logistic regression", by_month)
    loss, slope = judge_solution(design[january], late, weights, intercept)
    print(f"\nobjective {loss!r}, largest slope there {slope:.1e}, {fitted.n_iter_[0]} steps")
    record_solution(levels, means, deviations, weights, intercept, loss)


def to_design(features, standardised):
    """The design matrix: standardised numbers, then the 0/1 columns of each category."""
    blocks = [sparse.csr_matrix(standardised)]
    for name in CATEGORICAL:
        codes = features[name].cat.codes.to_numpy()
        known = np.flatnonzero(codes >= 0)
        shape = (len(codes), len(features[name].cat.categories))
        blocks.append(sparse.csr_matrix((np.ones(len(known)), (known, codes[known])), shape))
    return sparse.hstack(blocks, format="csr")


def judge_solution(design, late, weights, intercept):
    """The objective of the docstring, and the largest absolute component of its gradient."""
    z = design @ weights + intercept
    loss = np.logaddexp(0, -np.where(late == 1, z, -z)).sum() + L2 / 2 * (weights @ weights)
    residual = 1 / (1 + np.exp(-z)) - late
    slopes = np.append(design.T @ residual + L2 * weights, residual.sum())
    return float(loss), float(np.abs(slopes).max())


def record_solution(levels, means, deviations, weights, intercept, loss):
    ends = np.cumsum([len(NUMERIC), *(len(levels[name]) for name in CATEGORICAL)])
    blocks = np.split(weights, ends[:-1])
    solution = {
        "trainedOn": TRAINED_ON,
        "l2": L2,
        "objective": loss,
        "intercept": intercept,
        "numeric": {
            name: {"mean": float(mean), "deviation": float(deviation), "weight": float(weight)}
            for name, mean, deviation, weight in zip(
                NUMERIC, means, deviations, blocks[0], strict=True
            )
        },
        **{
            name: dict(zip(levels[name], block.tolist(), strict=True))
            for name, block in zip(CATEGORICAL, blocks[1:], strict=True)
        },
    }
    (HERE / "expected-logistic.json").write_text(json.dumps(solution, indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
