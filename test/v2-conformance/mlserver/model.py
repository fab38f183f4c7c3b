"""A runtime for MLServer with the inputs and outputs of the model that the suite asks of ours, written as
its documentation teaches: decode by name, compute with numpy, encode.

    pip install mlserver==1.7.1 && mlserver start .
"""

import numpy as np
from mlserver import MLModel
from mlserver.codecs import NumpyCodec, StringCodec
from mlserver.types import InferenceRequest, InferenceResponse


class Flights(MLModel):
    async def load(self) -> bool:
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        columns = {one.name: one for one in payload.inputs}
        distance = NumpyCodec.decode_input(columns["distance"]).ravel()
        seats = NumpyCodec.decode_input(columns["seats"]).ravel()
        weekend = NumpyCodec.decode_input(columns["weekend"]).ravel()
        origin = StringCodec.decode_input(columns["origin"])
        code = np.array([["ABQ", "JFK", "SFO"].index(one) for one in origin])
        margin = 0.25 + distance * 0.001 + code * 0.002 + seats * 0.003 + weekend * 0.004
        late = 1 / (1 + np.exp(-margin))
        probability = np.stack([1 - late, late], axis=1)
        labels = ["late" if one >= 0.5 else "on time" for one in late]
        return InferenceResponse(
            model_name=self.name,
            model_version=self.version,
            outputs=[
                StringCodec.encode_output("label", labels),
                NumpyCodec.encode_output("probability", probability),
            ],
        )
