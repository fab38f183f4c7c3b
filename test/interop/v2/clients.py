"""Public clients of the V2 protocol against a server, as their documentation uses them.

    clients.py URL MODEL

Writes one JSON object a check: {"name", "fault"}; fault is null where all was well.
"""

import asyncio
import json
import sys
import traceback

import numpy as np
import tritonclient.http as triton
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig

url, model = sys.argv[1:3]
rows = {
    "hour": (np.array([17, 6], dtype=np.int64), "INT64"),
    "weekday": (np.array([4, 1], dtype=np.int64), "INT64"),
    "distance": (np.array([300.0, 2000.0], dtype=np.float64), "FP64"),
    "origin": (np.array(["ABQ", "DEN"], dtype=object), "BYTES"),
    "destination": (np.array(["DEN", "ABQ"], dtype=object), "BYTES"),
}


def check(name, run):
    fault = None
    try:
        run()
    except Exception:
        fault = traceback.format_exc(limit=3)
    print(json.dumps({"name": name, "fault": fault}), flush=True)


client = triton.InferenceServerClient(url.removeprefix("http://"))
datatypes = {one["name"]: one["datatype"] for one in client.get_model_metadata(model)["inputs"]}


def triton_inputs(binary):
    inputs = []
    for name, datatype in datatypes.items():
        values, own = rows[name]
        if datatype.startswith("FP") and own.startswith("INT"):
            values = values.astype(np.float64)
        if datatype.startswith("INT") and own.startswith("FP"):
            values = values.astype(np.int64)
        one = triton.InferInput(name, list(values.shape), datatype)
        one.set_data_from_numpy(values, binary_data=binary)
        inputs.append(one)
    return inputs


def probability(result):
    return result.as_numpy("probability")


def triton_infer(**options):
    binary = options.pop("binary", True)
    return client.infer(model, triton_inputs(binary), **options)


plain = triton_infer(
    binary=False, outputs=[triton.InferRequestedOutput("probability", binary_data=False)]
)


def same(result):
    assert result.get_response()["model_name"] == model
    np.testing.assert_array_equal(probability(result), probability(plain))


def labels(result):
    assert result.as_numpy("label").shape == (2,)


def request_id():
    assert triton_infer(request_id="mine").get_response()["id"] == "mine"


def classes():
    asked = [triton.InferRequestedOutput("probability", class_count=1)]
    told = triton_infer(outputs=asked).as_numpy("probability")
    assert told.shape == (2, 1) and b":" in told[0][0], told


def refused():
    inputs = triton_inputs(True)[1:]
    try:
        client.infer(model, inputs)
    except triton.InferenceServerException if hasattr(triton, "InferenceServerException") else Exception as error:
        assert "lacking" in str(error), error
        return
    raise AssertionError("a request without an input was answered")


def asynchronous():
    same(client.async_infer(model, triton_inputs(True)).get_result())


def statistics():
    told = client.get_inference_statistics(model)["model_stats"][0]
    assert told["inference_stats"]["success"]["count"] > 0


def index():
    assert any(one["name"] == model for one in client.get_model_repository_index())


def reload():
    client.unload_model(model)
    assert not client.is_model_ready(model)
    client.load_model(model)
    assert client.is_model_ready(model)


check("triton: server live", lambda: exec("assert client.is_server_live()", globals()))
check("triton: server ready", lambda: exec("assert client.is_server_ready()", globals()))
check("triton: model ready", lambda: exec("assert client.is_model_ready(model)", globals()))
check("triton: server metadata", lambda: client.get_server_metadata()["extensions"])
check("triton: model config", lambda: client.get_model_config(model)["input"])
check("triton: infer, binary both ways (its default)", lambda: same(triton_infer()))
check("triton: infer, JSON both ways", lambda: same(plain))
check("triton: labels", lambda: labels(triton_infer()))
check("triton: gzip", lambda: same(triton_infer(request_compression_algorithm="gzip")))
check("triton: deflate", lambda: same(triton_infer(request_compression_algorithm="deflate")))
check("triton: gzip asked for", lambda: same(triton_infer(response_compression_algorithm="gzip")))
check("triton: a version", lambda: same(triton_infer(model_version="1")))
check("triton: a request id", request_id)
check("triton: classification", classes)
check("triton: parameters", lambda: same(triton_infer(parameters={"unit": "u-1", "raw": True})))
check("triton: timeout and priority", lambda: same(triton_infer(timeout=1_000_000, priority=1)))
check("triton: a refusal", refused)
check("triton: asynchronous", asynchronous)
check("triton: statistics", statistics)
check("triton: repository index", index)
check("triton: unload and load", reload)


async def kserve_checks():
    rest = InferenceRESTClient(RESTConfig(protocol="v2"))

    def inputs(binary):
        made = []
        for name, datatype in datatypes.items():
            values, _ = rows[name]
            one = InferInput(name, list(values.shape), datatype)
            if datatype.startswith("FP"):
                values = values.astype(np.float64)
            if datatype.startswith("INT"):
                values = values.astype(np.int64)
            one.set_data_from_numpy(values, binary_data=binary)
            made.append(one)
        return made

    async def ask(binary):
        request = InferRequest(model_name=model, infer_inputs=inputs(binary), request_id="k-1")
        reply = await rest.infer(url, request, model_name=model)
        assert reply.id == "k-1"
        told = {one.name: one for one in reply.outputs}["probability"].as_numpy()
        np.testing.assert_array_equal(told.reshape(2, 2), probability(plain))

    async def is_true(call):
        assert await call is True

    for name, make in {
        "kserve: server live": lambda: is_true(rest.is_server_live(url)),
        "kserve: server ready": lambda: is_true(rest.is_server_ready(url)),
        "kserve: model ready": lambda: is_true(rest.is_model_ready(url, model)),
        "kserve: infer, JSON": lambda: ask(False),
        "kserve: infer, binary": lambda: ask(True),
    }.items():
        fault = None
        try:
            await make()
        except Exception:
            fault = traceback.format_exc(limit=3)
        print(json.dumps({"name": name, "fault": fault}), flush=True)


asyncio.run(kserve_checks())
