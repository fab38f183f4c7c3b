"""TF-IDF with logistic regression over docstrings of Python's own library, and how long scikit-learn takes.

Started by texts.ts: python texts.py FOLDER. Writes words.zip, pairs.zip and characters.zip, what the
exporter makes of the three pipelines, and texts.json; then answers JSON lines: {"model": "words", "rows":
2000} -> {"us": 171.2, "answers": [...]}, microseconds of processor time a row.
"""

import ast
import json
import os
import pathlib
import sys
import time
import types
import warnings

import numpy
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

LEAST_SECONDS = 0.5
ROWS = 2000
REPOSITORY = pathlib.Path(__file__).resolve().parents[2]


def load_exporter():
    module = types.ModuleType("ratchet_export")
    parts = sorted((REPOSITORY / "clients/python/exporter").glob("*.py"))
    exec(compile("\n".join(part.read_text() for part in parts), "ratchet_export.py", "exec"), module.__dict__)
    return module


def docstrings():
    """Texts of some hundred letters, and whether each comes from a package or from a module alone."""
    warnings.simplefilter("ignore")
    folder = pathlib.Path(os.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        if "site-packages" in path.parts or "test" in path.parts:
            continue
        try:
            tree = ast.parse(path.read_text())
        except (SyntaxError, UnicodeDecodeError):
            continue
        text = ""
        for node in ast.walk(tree):
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
                text += (ast.get_docstring(node) or "") + "\n"
                if len(text) > 600:
                    yield text, path.parent != folder
                    text = ""


PIPELINES = {
    "words": lambda: TfidfVectorizer(),
    "pairs": lambda: TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, stop_words="english"),
    "characters": lambda: TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=5),
}


def main(folder):
    texts, target = map(list, zip(*docstrings()))
    texts = [text[:2000] for text in texts]
    order = numpy.random.default_rng(1).permutation(len(texts))
    sample = [texts[i] for i in order[:ROWS]]
    (folder / "texts.json").write_text(json.dumps(sample))
    exporter, models = load_exporter(), {}
    for name, make in PIPELINES.items():
        models[name] = make_pipeline(make(), LogisticRegression(max_iter=300)).fit(texts, target)
        exporter.export(models[name], folder / f"{name}.zip", sample=texts[:200])
    columns = {name: len(model[0].vocabulary_) for name, model in models.items()}
    print(json.dumps({"columns": columns, "characters": sum(map(len, sample)) / len(sample)}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        model, some = models[request["model"]], sample[: request["rows"]]
        answers = model.predict_proba(some)[:, 1]
        start, passes = time.process_time(), 0
        while time.process_time() - start < LEAST_SECONDS:
            model.predict_proba(some)
            passes += 1
        seconds = time.process_time() - start
        print(json.dumps({"us": seconds / passes / len(some) * 1e6, "answers": answers.tolist()}), flush=True)


main(pathlib.Path(sys.argv[1]))
