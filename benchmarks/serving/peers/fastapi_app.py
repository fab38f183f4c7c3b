"""LightGBM behind FastAPI, as its users write it: `async def` at /async, `def` at /sync."""

import os

import lightgbm
import numpy
from fastapi import FastAPI

app = FastAPI()
booster = lightgbm.Booster(model_file=os.environ["MODEL"])
names = booster.feature_name()


def predict(body: dict) -> dict:
    rows = numpy.array([[row[name] for name in names] for row in body["rows"]])
    late = booster.predict(rows, num_threads=1)
    return {"predictions": [{"probability": [1 - p, p]} for p in late.tolist()]}


@app.post("/async")
async def predict_async(body: dict) -> dict:
    return predict(body)


@app.post("/sync")
def predict_sync(body: dict) -> dict:
    return predict(body)
