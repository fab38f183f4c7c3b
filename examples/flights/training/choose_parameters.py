"""How the hyperparameters of train_lightgbm.py were chosen: from January 2001 alone.

Trains on 1-24 January and judges on 25-31 January; no later month is looked at. The last lines
show, on the same split, what each feature is worth.

    python choose_parameters.py FLIGHTS_PARQUET
"""

import sys
from itertools import product

import lightgbm as lgb

from flights import FEATURES, TRAINED_ON, find_levels, measure, prior, read_flights, to_features
from train_lightgbm import FIXED, PARAMETERS, TREES

SPLIT = "2001-01-25"
GRID = {
    "learning_rate": [0.05, 0.1, 0.2],
    "num_leaves": [15, 31],
    "min_data_in_leaf": [100, 500],
    "cat_smooth": [20, 100],
}


def main(path):
    january = read_flights(path).query("month == @TRAINED_ON").reset_index(drop=True)
    fitted = (january["date"] < SPLIT).to_numpy()
    features = to_features(january, find_levels(january[fitted]))

    def judge(name, parameters, columns):
        data = lgb.Dataset(features.loc[fitted, columns], january.loc[fitted, "late"])
        booster = lgb.train({**parameters, **FIXED}, data, TREES)
        probability = booster.predict(features.loc[~fitted, columns])
        found = measure(january.loc[~fitted, "late"], probability)
        print(f"log loss {found['logLoss']:.5f}  AUC {found['auc']:.4f}  {name}", flush=True)
        return found["logLoss"]

    base = measure(january.loc[~fitted, "late"], prior(january[fitted])[:1].repeat((~fitted).sum()))
    print(f"log loss {base['logLoss']:.5f}  AUC {base['auc']:.4f}  prior")
    tried = [dict(zip(GRID, values, strict=True)) for values in product(*GRID.values())]
    best = min(tried, key=lambda chosen: judge(chosen, {**PARAMETERS, **chosen}, FEATURES))
    print(f"best: {best}")
    for left_out in FEATURES:
        judge(f"without {left_out}", PARAMETERS, [name for name in FEATURES if name != left_out])


if __name__ == "__main__":
    main(sys.argv[1])
