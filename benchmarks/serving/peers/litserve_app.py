"""LightGBM behind LitServe: one worker, one row at a time."""

import os
import sys

import lightgbm
import litserve
import numpy


class Late(litserve.LitAPI):
    def setup(self, device: str) -> None:
        self.booster = lightgbm.Booster(model_file=os.environ["MODEL"])
        self.names = self.booster.feature_name()

    def decode_request(self, request: dict) -> numpy.ndarray:
        return numpy.array([[row[name] for name in self.names] for row in request["rows"]])

    def predict(self, rows: numpy.ndarray) -> numpy.ndarray:
        return self.booster.predict(rows, num_threads=1)

    def encode_response(self, late: numpy.ndarray) -> dict:
        return {"predictions": [{"probability": [1 - p, p]} for p in late.tolist()]}


if __name__ == "__main__":
    server = litserve.LitServer(Late(), accelerator="cpu", workers_per_device=1)
    server.run(host="127.0.0.1", port=int(sys.argv[1]), log_level="error", generate_client_file=False)
