"""Answers one JSON line per line: scores rows with a Python peer on one thread and says how long it took.

Started by compare.ts: {"peer": "lightgbm", "model": "500x31", "rows": 4000} -> {"us": 26.4}, microseconds a row.
"""
import json
import pathlib
import sys
import time

import lightgbm
import lleaves
import numpy
import xgboost

FEATURES = 28
LEAST_SECONDS = 0.3


def load_lightgbm(folder: pathlib.Path, name: str):
    model = lightgbm.Booster(model_file=folder / f"{name}.txt")
    return lambda rows: model.predict(rows, raw_score=True, num_threads=1)


def load_xgboost(folder: pathlib.Path, name: str):
    model = xgboost.Booster({"nthread": 1}, model_file=folder / f"{name}.ubj")
    # Not predict(DMatrix), which remembers its answers.
    return lambda rows: model.inplace_predict(rows, predict_type="margin", validate_features=False)


def load_lleaves(folder: pathlib.Path, name: str):
    model = lleaves.Model(model_file=str(folder / f"{name}.txt"))
    model.compile(cache=str(folder / f"{name}.lleaves"))
    # With the link, which is compiled in; it is one exponential a row.
    return lambda rows: model.predict(rows, n_jobs=1)


LOADERS = {"lightgbm": load_lightgbm, "xgboost": load_xgboost, "lleaves": load_lleaves}


def main(folder: pathlib.Path) -> None:
    rows = numpy.fromfile(folder / "rows.f64").reshape(-1, FEATURES)
    models = {}
    for line in sys.stdin:
        request = json.loads(line)
        key = request["peer"], request["model"]
        if key not in models:
            models[key] = LOADERS[key[0]](folder, key[1])
            models[key](rows[:100])
        some = rows[: request["rows"]]
        start = time.perf_counter()
        passes = 0
        while time.perf_counter() - start < LEAST_SECONDS:
            models[key](some)
            passes += 1
        seconds = time.perf_counter() - start
        print(json.dumps({"us": seconds / passes / len(some) * 1e6}), flush=True)


main(pathlib.Path(sys.argv[1]))
