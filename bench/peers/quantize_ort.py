"""onnxruntime's own quantiser (pip install onnx onnxruntime) on models of bench:shrink: `dynamic`, weights as int8 and
activations measured while it runs; `static`, both as int8, calibrated on 512 training rows, weights per channel."""

import json
import sys

import numpy
import onnxruntime
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_dynamic, quantize_static


class Rows(CalibrationDataReader):
    def __init__(self, rows):
        self.batches = iter(rows[start : start + 64] for start in range(0, len(rows), 64))

    def get_next(self):
        batch = next(self.batches, None)
        return None if batch is None else {"input": batch}


def main():
    request = json.loads(sys.argv[-1])
    source, target = request["source"], request["target"]
    if request["method"] == "dynamic":
        quantize_dynamic(source, target, weight_type=QuantType.QInt8)
    else:
        count = 512 * int(numpy.prod(request["shape"]))
        rows = numpy.fromfile(f"{request['folder']}/train-rows", numpy.float32, count).reshape(-1, *request["shape"])
        quantize_static(
            source, target, Rows(rows), quant_format=QuantFormat.QDQ, per_channel=True,
            activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
        )  # fmt: skip
    print(json.dumps({"path": target, "versions": {"onnxruntime": onnxruntime.__version__}}), flush=True)


main()
