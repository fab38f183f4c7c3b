"""LightGBM behind BentoML: one worker, no batching."""

import os

import bentoml
import lightgbm
import numpy


@bentoml.service(workers=1)
class Late:
    def __init__(self) -> None:
        self.booster = lightgbm.Booster(model_file=os.environ["MODEL"])
        self.names = self.booster.feature_name()

    @bentoml.api(route="/predict")
    def predict(self, rows: list[dict[str, float]]) -> dict:
        values = numpy.array([[row[name] for name in self.names] for row in rows])
        late = self.booster.predict(values, num_threads=1)
        return {"predictions": [{"probability": [1 - p, p]} for p in late.tolist()]}
