"""Trains small LightGBM models on the flights of single months and of all months up to one.

    python train_monthly.py FLIGHTS_PARQUET

Writes ../retraining/models/2001-01.txt to 2001-05.txt, each of the flights of that month, and
2001-01..2001-02.txt to 2001-01..2001-05.txt, each of the flights from January to that month. The same
data and the pinned packages give the same bytes every time.
"""

import sys

import lightgbm as lgb

from flights import HERE, find_levels, read_flights, to_features
from train_lightgbm import FIXED, PARAMETERS

TREES = 20
LEAVES = 15
MONTHS = ["2001-01", "2001-02", "2001-03", "2001-04", "2001-05"]
MODELS = HERE.parent / "retraining" / "models"


def main(path):
    flights = read_flights(path)
    MODELS.mkdir(exist_ok=True)
    for place, month in enumerate(MONTHS):
        train(flights[flights["month"] == month], f"{month}.txt")
        if place > 0:
            past = flights["month"].isin(MONTHS[: place + 1])
            train(flights[past], f"{MONTHS[0]}..{month}.txt")


def train(rows, name):
    data = lgb.Dataset(to_features(rows, find_levels(rows)), rows["late"])
    booster = lgb.train({**PARAMETERS, **FIXED, "num_leaves": LEAVES}, data, TREES)
    booster.save_model(MODELS / name)
    print(name, len(rows))


if __name__ == "__main__":
    main(sys.argv[1])
