"""Writes business-metrics.json: rows, what was predicted for them, and what pandas says metrics of them are.

Run when a metric is added, with the packages of requirements.txt:
    python testing/make_business_metrics.py
Intervals: of means and ratios from the residuals by linearization with Student's t, of sums from the sum of
squares (a compound Poisson sum); numpy and scipy alone.
"""
import json
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

LEVEL = 0.95


def ratio(a, b, w):
    value = np.sum(w * a) / np.sum(w * b)
    n = len(a)
    error = np.sqrt(np.sum((w * (a - value * b)) ** 2) * n / (n - 1)) / abs(np.sum(w * b))
    half = stats.t.isf((1 - LEVEL) / 2, n - 1) * error
    return value, ([value - half, value + half] if half > 1e-13 else None)


def total(a, w):
    value = np.sum(w * a)
    half = stats.norm.isf((1 - LEVEL) / 2) * np.sqrt(np.sum((w * a) ** 2))
    return value, [value - half, value + half]


def classification(n, seed):
    random = np.random.default_rng(seed)
    return pd.DataFrame({
        "price": np.round(random.lognormal(2, 1, n), 2),
        "shown": random.integers(1, 9, n).astype(float),
        "rebate": np.where(random.random(n) < 0.2, np.nan, random.integers(0, 5, n)),
        "segment": random.choice(["new", "old", "gone"], n),
        "member": random.random(n) < 0.4,
        "bought": random.choice(["no", "yes"], n, p=[0.7, 0.3]),
        "answer": random.integers(0, 2, n),
        "probability": random.random(n),
        "weight": random.integers(0, 4, n) / 2,
    })


def regression(n, seed):
    random = np.random.default_rng(seed)
    demand = np.round(random.gamma(3, 10, n))
    return pd.DataFrame({
        "demand": demand,
        "cost": np.round(random.uniform(1, 3, n), 2),
        "value": demand + random.normal(0, 8, n),
        "weight": random.integers(0, 4, n) / 2,
    })


def classification_cases(rows):
    offered = rows["answer"] == 1
    bought = rows["bought"] == "yes"
    rebate = rows["rebate"].fillna(0)
    return {
        "revenue": [{"value": "if(predicted == 'yes' and label == 'yes', price, 0)", "sum": True},
                    rows["price"].where(offered & bought, 0), None],
        "ctr": [{"value": "predicted == 'yes' and bought == 'yes'", "per": "predicted == 'yes'"},
                (offered & bought).astype(float), offered.astype(float)],
        "cost-per-decision": [{"value": "if(predicted == 'yes', 1.5 - if(label == 'yes', price / 10, 0), 0.25)"},
                              pd.Series(np.where(offered, 1.5 - np.where(bought, rows["price"] / 10, 0), 0.25)), None],
        "expected-sales": [{"value": "probability * price * shown", "per": "shown"},
                           rows["probability"] * rows["price"] * rows["shown"], rows["shown"]],
        "rebates": [{"value": "if(is_missing(rebate), 0, rebate) - 1"}, rebate - 1, None],
        "members": [{"value": "member and segment != 'gone'"},
                    (rows["member"] & (rows["segment"] != "gone")).astype(float), None],
        "member-share-of-shown": [{"value": "if(member, shown, 0)", "per": "shown"},
                                  rows["shown"].where(rows["member"], 0), rows["shown"]],
    }


def regression_cases(rows):
    over = np.maximum(rows["value"] - rows["demand"], 0)
    under = np.maximum(rows["demand"] - rows["value"], 0)
    return {
        "stock-cost": [{"value": "cost * max(value - label, 0) + 3 * cost * max(label - value, 0)"},
                       rows["cost"] * over + 3 * rows["cost"] * under, None],
        "unmet-share": [{"value": "max(demand - value, 0)", "per": "demand"}, under, rows["demand"]],
        "bias": [{"value": "value - label", "sum": True}, rows["value"] - rows["demand"], None],
    }


def expected(metric, a, b, w):
    a = a.to_numpy(float)
    if metric.get("sum"):
        return total(a, w)
    return ratio(a, np.ones(len(a)) if b is None else b.to_numpy(float), w)


def case(rows, metrics, weighted):
    w = rows["weight"].to_numpy() if weighted else np.ones(len(rows))
    found = {name: expected(metric, a, b, w) for name, (metric, a, b) in metrics.items()}
    columns = {name: [None if pd.isna(x) else x for x in rows[name].tolist()] for name in rows.columns}
    return {
        "columns": columns,
        "weighted": weighted,
        "metrics": {name: {"direction": "higher", **metric} for name, (metric, _, _) in metrics.items()},
        "expected": {name: [value, ends] for name, (value, ends) in found.items()},
    }


def main():
    cases = {}
    for n, seed in [(5, 1), (60, 2), (300, 3)]:
        for weighted in [False, True]:
            kind = "weighted" if weighted else "plain"
            rows = classification(n, seed)
            cases[f"{n} classes, {kind}"] = case(rows, classification_cases(rows), weighted)
            rows = regression(n, seed)
            cases[f"{n} numbers, {kind}"] = case(rows, regression_cases(rows), weighted)
    path = Path(__file__).with_name("business-metrics.json")
    path.write_text(json.dumps(cases, separators=(",", ":")) + "\n")


main()
