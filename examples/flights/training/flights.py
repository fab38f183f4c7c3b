"""Reading the flights, their features, and the metrics of one month; shared by the scripts here."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

HERE = Path(__file__).resolve().parent
EXPECTED_BY_MONTH = HERE / "expected-by-month.json"
TRAINED_ON = "2001-01"
LATE_AFTER_MINUTES = 15
NUMERIC = ["hour", "weekday", "distance"]
CATEGORICAL = ["origin", "destination"]
FEATURES = NUMERIC + CATEGORICAL


def read_flights(path):
    """The flights in file order, with `month` ("2001-01") and `late` (0 or 1) added."""
    flights = pd.read_parquet(path)
    flights["month"] = flights["date"].dt.strftime("%Y-%m")
    flights["late"] = (flights["delay"] > LATE_AFTER_MINUTES).astype("int64")
    return flights


def to_features(flights, levels):
    """The model's columns in their fixed order; an airport that is not a level becomes missing."""
    return pd.DataFrame(
        {
            "hour": flights["date"].dt.hour.astype("int64"),
            "weekday": flights["date"].dt.dayofweek.astype("int64"),
            "distance": flights["distance"],
            "origin": pd.Categorical(flights["origin"], categories=levels["origin"]),
            "destination": pd.Categorical(flights["destination"], categories=levels["destination"]),
        }
    )[FEATURES]


def find_levels(flights):
    """The airports of each categorical column, sorted."""
    return {name: sorted(flights[name].unique().tolist()) for name in CATEGORICAL}


def measure(late, probability):
    """Log loss, area under the ROC curve and Brier score of one group of flights."""
    return {
        "logLoss": float(log_loss(late, probability, labels=[0, 1])),
        "auc": float(roc_auc_score(late, probability)),
        "brier": float(brier_score_loss(late, probability)),
    }


def measure_by_month(flights, probability):
    """One record a month: the rows, the share that was late, and how good the probabilities are."""
    records = []
    for month in sorted(flights["month"].unique()):
        chosen = (flights["month"] == month).to_numpy()
        late = flights["late"].to_numpy()[chosen]
        found = measure(late, probability[chosen])
        records.append({"month": month, "rows": len(late), "lateRate": float(late.mean()), **found})
    return records


def record_expected(entries):
    """Replaces these keys of expected-by-month.json and leaves the others as they are."""
    known = json.loads(EXPECTED_BY_MONTH.read_text()) if EXPECTED_BY_MONTH.exists() else {}
    merged = {**known, **entries}
    EXPECTED_BY_MONTH.write_text(json.dumps(dict(sorted(merged.items())), indent=2) + "\n")


def print_by_month(name, records):
    print(f"\n{name}\n{'month':>8} {'rows':>8} {'late':>7} {'log loss':>9} {'AUC':>7} {'Brier':>8}")
    for r in records:
        print(
            f"{r['month']:>8} {r['rows']:>8} {r['lateRate']:>7.4f}"
            f" {r['logLoss']:>9.5f} {r['auc']:>7.4f} {r['brier']:>8.5f}"
        )


def prior(flights):
    """The naive baseline: the late rate of the training month, said of every flight."""
    rate = flights.loc[flights["month"] == TRAINED_ON, "late"].mean()
    return np.full(len(flights), rate)
