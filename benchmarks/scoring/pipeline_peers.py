"""Trains the pipelines of pipeline.ts, then answers one JSON line per line: how long scikit-learn takes.

Started by pipeline.ts: {"model": "forest", "rows": 1000} -> {"us": 41.2}, microseconds a row of `predict` on
one thread; {"model": "forest", "rows": 1000, "part": "columns"} -> the same of what stands before the trees.
What is trained stays in FOLDER: NAME.joblib, NAME.zip by Ratchet's exporter, NAME.onnx by skl2onnx, and
columns.json with the rows. 20 columns: 10 numbers, of which some lack values, and 10 texts.
"""
import json
import pathlib
import sys
import time
import types
import warnings

import joblib
import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
LEAST_SECONDS = 0.5
TRAINING_ROWS, ROWS = 20_000, 100_000
LEVELS = (2, 3, 4, 5, 6, 8, 10, 12, 20, 40)
NUMBERS = [f"n{i}" for i in range(10)]
TEXTS = [f"t{i}" for i in range(len(LEVELS))]

MODELS = {
    "forest": RandomForestClassifier(200, n_jobs=1, random_state=0),
    "forest depth 10": RandomForestClassifier(200, max_depth=10, n_jobs=1, random_state=0),
    "gradient boosting": GradientBoostingClassifier(n_estimators=200, random_state=0),
    "hist gradient boosting": HistGradientBoostingClassifier(max_iter=200, early_stopping=False, random_state=0),
}


def make_frame(random, rows):
    frame = pd.DataFrame({name: random.normal(size=rows) * 10.0 ** (i % 4) for i, name in enumerate(NUMBERS)})
    for name in NUMBERS[:4]:
        frame.loc[random.random(rows) < 0.1, name] = np.nan
    for name, count in zip(TEXTS, LEVELS):
        shares = random.dirichlet(np.full(count, 3.0))
        frame[name] = random.choice([f"{name} level {i}" for i in range(count)], rows, p=shares)
    return frame


def make_target(random, frame):
    score = frame.n0.fillna(0) + frame.n1.fillna(0) / 10 - frame.n6 / 100 * (frame.n4 > 0)
    for i, name in enumerate(TEXTS):
        score = score + np.sin(3 * i + frame[name].str.split(" ").str[-1].astype(int))
    return (score + random.normal(size=len(frame)) > 0).astype(int)


def make_pipeline(model):
    numbers = Pipeline([("fill", SimpleImputer(strategy="median")), ("scale", StandardScaler())])
    texts = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    columns = [("numbers", numbers, NUMBERS), ("texts", texts, TEXTS[:8]), ("codes", codes, TEXTS[8:])]
    # Dense, as histogram boosting takes no other, and the others are faster with it.
    return Pipeline([("columns", ColumnTransformer(columns, sparse_threshold=0)), ("model", model)])


def load_exporter():
    """The file that `ratchet exporter python` prints."""
    module = types.ModuleType("ratchet_export")
    parts = sorted((REPOSITORY / "clients/python/exporter").glob("*.py"))
    exec(compile("\n".join(part.read_text() for part in parts), "ratchet_export.py", "exec"), module.__dict__)
    return module


def train(folder):
    random = np.random.default_rng(0)
    training, rows = make_frame(random, TRAINING_ROWS), make_frame(random, ROWS)
    target = make_target(random, training)
    exporter = load_exporter()
    inputs = [(name, FloatTensorType([None, 1])) for name in NUMBERS]
    inputs += [(name, StringTensorType([None, 1])) for name in TEXTS]
    for name, model in MODELS.items():
        pipeline = make_pipeline(model).fit(training, target)
        joblib.dump(pipeline, folder / f"{name}.joblib")
        exporter.export(pipeline, folder / f"{name}.zip", sample=training)
        options = {id(pipeline): {"zipmap": False}}
        onnx = to_onnx(pipeline, initial_types=inputs, options=options)
        (folder / f"{name}.onnx").write_bytes(onnx.SerializeToString())
        answers = pipeline.predict_proba(rows[:1000])
        (folder / f"{name}.f64").write_bytes(answers.astype("<f8").tobytes())
    rows.to_pickle(folder / "rows.pickle")
    columns = {name: rows[name].astype(object).where(rows[name].notna(), None).tolist() for name in rows}
    (folder / "columns.json").write_text(json.dumps(columns))


def microseconds(run, rows):
    run()
    start = time.process_time()
    passes = 0
    while time.process_time() - start < LEAST_SECONDS:
        run()
        passes += 1
    return (time.process_time() - start) / passes / rows * 1e6


def main(folder):
    warnings.filterwarnings("ignore")
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "columns.json").exists():
        train(folder)
    rows = pd.read_pickle(folder / "rows.pickle")
    pipelines = {name: joblib.load(folder / f"{name}.joblib") for name in MODELS}
    print(json.dumps({"models": list(MODELS)}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        pipeline, some = pipelines[request["model"]], rows[: request["rows"]]
        ask = pipeline[:-1].transform if request.get("part") == "columns" else pipeline.predict
        print(json.dumps({"us": microseconds(lambda: ask(some), len(some))}), flush=True)


main(pathlib.Path(sys.argv[1]))
