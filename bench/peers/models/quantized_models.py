"""Models of the other scripts in other element types: what onnxruntime's quantiser and float16 converter make of them.
Run it after torch_models.py, with the same --output."""

import base64
import json
import pathlib

import numpy
import onnx
import onnxruntime
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_dynamic, quantize_static
from onnxruntime.transformers.float16 import convert_float_to_float16

from common import mnist, options, save_reference, table


class Rows(CalibrationDataReader):
    def __init__(self, rows):
        self.batches = iter(numpy.array_split(rows, 4))

    def get_next(self):
        batch = next(self.batches, None)
        return None if batch is None else {"input": batch}


def dynamic(source, target):
    quantize_dynamic(source, target, weight_type=QuantType.QInt8)


def static(rows, layout, per_channel):
    def quantized(source, target):
        quantize_static(
            source, target, Rows(rows()), quant_format=layout, per_channel=per_channel,
            activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
        )  # fmt: skip

    return quantized


def fused(source, target):
    """What onnxruntime saves of a model after its own rewriting."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = target
    onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])


def half(source, target):
    onnx.save(convert_float_to_float16(onnx.load(source), keep_io_types=True), target)


def vehicle():
    features, _ = table("mlbench/Vehicle")
    scaled = (features - features.mean(0)) / features.std(0)
    return scaled[:256].astype(numpy.float32)


def series():
    return numpy.ascontiguousarray(mnist()[0][:256, 0])


def digits():
    return mnist()[0][:256]


models = [
    ("torch-mlp-script-9", "dynamic", dynamic),
    ("torch-mlp-script-9", "qdq", static(vehicle, QuantFormat.QDQ, False)),
    ("torch-lenet-script-17", "qdq", static(digits, QuantFormat.QDQ, True)),
    ("torch-lenet-script-17", "qoperator", static(digits, QuantFormat.QOperator, False)),
    ("torch-lenet-script-17", "float16", half),
    ("torch-series-dynamo-20", "qdq", static(series, QuantFormat.QDQ, True)),
    ("torch-series-dynamo-20", "qoperator", static(series, QuantFormat.QOperator, False)),
    ("torch-lenet-script-17", "fused", fused),
    ("torch-series-dynamo-20", "fused", fused),
    ("torch-regression-script-17", "fused", fused),
]


def main():
    given = options()
    for source, kind, convert in models:
        path = pathlib.Path(given.output) / f"{source}-{kind}.onnx"
        if given.only not in path.name:
            continue
        original = path.with_name(f"{source}.onnx")
        convert(str(original), str(path))
        entry = json.loads(original.with_suffix(".json").read_text())["inputs"]["input"]
        rows = numpy.frombuffer(base64.b64decode(entry["data"]), entry["type"]).reshape(entry["shape"])
        save_reference(path, {"input": rows}, given.seed, [])


main()
