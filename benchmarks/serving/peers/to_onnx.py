"""Writes the model as ONNX, without the map of classes that slows its runtime down."""

import sys

import lightgbm
from onnxmltools import convert_lightgbm
from onnxmltools.convert.common.data_types import FloatTensorType

source, target = sys.argv[1:]
booster = lightgbm.Booster(model_file=source)
features = FloatTensorType([None, booster.num_feature()])
onnx = convert_lightgbm(booster, initial_types=[("x", features)], zipmap=False)
with open(target, "wb") as file:
    file.write(onnx.SerializeToString())
