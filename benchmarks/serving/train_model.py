"""Trains the synthetic model of the serving benchmark: 200 trees of 31 leaves on 30 features.

Run by hand when the model is to change; its output is committed.
    python train_model.py model.txt          (lightgbm 4.7.0, numpy: see requirements.txt)
"""

import sys

import lightgbm as lgb
import numpy as np

ROWS = 20_000
FEATURES = 30
TREES = 200


def main(path: str) -> None:
    rng = np.random.default_rng(20260101)
    # Whole numbers and halves keep the thresholds of the text short.
    x = np.round(rng.normal(50, 20, size=(ROWS, FEATURES)) * 2) / 2
    weights = rng.normal(size=FEATURES) / 10
    margin = (x - 50) @ weights / 3 + np.sin(x[:, 0] / 7) + (x[:, 1] > 55) * (x[:, 2] < 40)
    y = rng.random(ROWS) < 1 / (1 + np.exp(-margin))
    data = lgb.Dataset(x, y.astype(int), feature_name=[f"f{i}" for i in range(FEATURES)])
    params = {
        "objective": "binary",
        "num_leaves": 31,
        "learning_rate": 0.05,
        "seed": 1,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "verbose": -1,
    }
    model = lgb.train(params, data, num_boost_round=TREES)
    model.save_model(path)


if __name__ == "__main__":
    main(sys.argv[1])
