"""Saves the model as mlflow keeps one."""

import sys

import lightgbm
import mlflow.lightgbm

source, target = sys.argv[1:]
mlflow.lightgbm.save_model(lightgbm.Booster(model_file=source), target)
