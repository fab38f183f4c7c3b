"""Trains the LightGBM model of this example on January 2001 and records what it must give.

    python train_lightgbm.py FLIGHTS_PARQUET [MODEL_FILE]

Writes the model (../model/flights-january.txt unless said), the keys `prior` and `lightgbm` of
expected-by-month.json, and expected-rows.json. The same data and the pinned packages give the same
bytes every time.
"""

import json
import sys
from pathlib import Path

import lightgbm as lgb
import pandas as pd

from flights import (
    FEATURES,
    HERE,
    TRAINED_ON,
    find_levels,
    measure_by_month,
    print_by_month,
    prior,
    read_flights,
    record_expected,
    to_features,
)

TREES = 200
PARAMETERS = {
    "learning_rate": 0.2,
    "num_leaves": 31,
    "min_data_in_leaf": 100,
    "cat_smooth": 100,
}
FIXED = {
    "objective": "binary",
    "seed": 20010101,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}
SAMPLE_SEED = 20010101
SAMPLED_A_MONTH = 32
SAMPLED_WITH_UNSEEN_AIRPORT = 8


def main(path, model_file):
    flights = read_flights(path)
    january = flights[flights["month"] == TRAINED_ON]
    levels = find_levels(january)
    data = lgb.Dataset(to_features(january, levels), january["late"])
    booster = lgb.train({**PARAMETERS, **FIXED}, data, TREES)
    booster.save_model(model_file)

    by_month = measure_by_month(flights, booster.predict(to_features(flights, levels)))
    prior_by_month = measure_by_month(flights, prior(flights))
    record_expected({"lightgbm": by_month, "prior": prior_by_month})
    print_by_month("prior (the late rate of January 2001)", prior_by_month)
    print_by_month("LightGBM", by_month)
    record_expected_rows(flights, levels, lgb.Booster(model_file=model_file))


def record_expected_rows(flights, levels, booster):
    """What LightGBM answers, from the saved file, for a seeded sample of real flights."""
    rows = sample(flights, levels)
    features = to_features(rows, levels)
    raw = booster.predict(features, raw_score=True)
    probability = booster.predict(features)
    inputs = features.assign(origin=rows["origin"], destination=rows["destination"])
    records = [
        {"month": month, "input": record, "rawScore": float(score), "probability": float(share)}
        for month, record, score, share in zip(
            rows["month"], inputs[FEATURES].to_dict("records"), raw, probability, strict=True
        )
    ]
    lines = ",\n".join(json.dumps(record) for record in records)
    (HERE / "expected-rows.json").write_text(f"[\n{lines}\n]\n")


def sample(flights, levels):
    """32 flights of each full month, and 8 with an airport that January did not have."""
    seen = flights["origin"].isin(levels["origin"]) & flights["destination"].isin(
        levels["destination"]
    )
    full = [month for month, rows in flights.groupby("month") if len(rows) > 1000]
    parts = [
        flights[seen & (flights["month"] == month)].sample(
            SAMPLED_A_MONTH, random_state=SAMPLE_SEED
        )
        for month in full
    ]
    unseen = flights[~seen].sample(SAMPLED_WITH_UNSEEN_AIRPORT, random_state=SAMPLE_SEED)
    return pd.concat([*parts, unseen]).sort_index()


if __name__ == "__main__":
    default = HERE.parent / "model" / "flights-january.txt"
    main(sys.argv[1], str(Path(sys.argv[2]) if len(sys.argv) > 2 else default))
