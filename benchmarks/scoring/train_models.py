"""Trains the models that compare.ts measures, LightGBM and XGBoost of the same sizes on the same rows:

    python -m venv .cache/venv && .cache/venv/bin/pip install -r benchmarks/scoring/requirements.txt
    .cache/venv/bin/python benchmarks/scoring/train_models.py .cache/scoring-benchmark

Python 3.12 for XGBoost 3.4. lleaves compiles each LightGBM model once, up to some minutes for the largest.
"""
import pathlib
import sys
import time

import lightgbm
import lleaves
import numpy
import xgboost

FEATURES = 28
SIZES = ((100, 31), (500, 31), (1000, 63))


def make_rows(random: numpy.random.Generator, count: int) -> numpy.ndarray:
    rows = random.normal(size=(count, FEATURES))
    rows[:, 20:] = numpy.abs(rows[:, 20:]) ** 1.5
    return rows


def make_classes(random: numpy.random.Generator, rows: numpy.ndarray) -> numpy.ndarray:
    x = rows.T
    score = x[0] * x[1] + numpy.sin(2 * x[2]) + x[3] - 0.5 * x[20] + 0.3 * x[4] * x[5] * x[6]
    return (score + 0.2 * x[7:20].sum(0) + random.normal(size=len(rows)) > 0).astype(int)


def main(folder: pathlib.Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    random = numpy.random.default_rng(7)
    rows = make_rows(random, 100_000)
    classes = make_classes(random, rows)
    make_rows(random, 20_000).tofile(folder / "rows.f64")
    for trees, leaves in SIZES:
        name = f"{trees}x{leaves}"
        common = {"learning_rate": 0.05, "max_leaves": leaves, "nthread": 1, "seed": 1}
        parameters = common | {"objective": "binary", "verbose": -1, "num_leaves": leaves}
        model = lightgbm.train(parameters, lightgbm.Dataset(rows, classes), trees)
        text = folder / f"{name}.txt"
        model.save_model(text)
        parameters = common | {"objective": "binary:logistic", "tree_method": "hist"}
        parameters |= {"grow_policy": "lossguide", "max_depth": 0, "base_score": 0.5}
        data = xgboost.DMatrix(rows, classes)
        xgboost.train(parameters, data, trees).save_model(folder / f"{name}.ubj")
        start = time.perf_counter()
        lleaves.Model(model_file=str(text)).compile(cache=str(folder / f"{name}.lleaves"))
        print(f"{name}: lleaves compiled in {time.perf_counter() - start:.1f} s", flush=True)


main(pathlib.Path(sys.argv[1]))
