"""scikit-learn pipelines as skl2onnx writes them."""

import pathlib

import numpy
import onnx
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, Int64TensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, StandardScaler

from common import PROBES, options, save_reference, table


def classifier(seed):
    features, target = table("sklearn/wine")
    net = MLPClassifier(hidden_layer_sizes=(16, 8), activation="relu", max_iter=300, random_state=seed)
    return make_pipeline(StandardScaler(), net).fit(features, target.astype(int)), {"X": features}


def binary(seed):
    """Two classes: scikit-learn has one output and a logistic function, and the graph makes two columns of it."""
    features, target = table("sklearn/breast_cancer")
    net = MLPClassifier(hidden_layer_sizes=(12,), activation="tanh", max_iter=300, random_state=seed)
    return make_pipeline(MinMaxScaler(), net).fit(features, target.astype(int)), {"X": features}


def named(seed):
    """Classes that are words."""
    features, target = table("sklearn/wine")
    words = numpy.array(["barbera", "barolo", "grignolino"])[target.astype(int)]
    net = MLPClassifier(hidden_layer_sizes=(10,), activation="logistic", max_iter=400, random_state=seed)
    return make_pipeline(StandardScaler(), net).fit(features, words), {"X": features}


def regressor(seed):
    features, target = table("uci/yacht")
    net = MLPRegressor(hidden_layer_sizes=(16, 8), activation="relu", max_iter=600, random_state=seed)
    return make_pipeline(StandardScaler(), net).fit(features, target), {"X": features}


def targets(seed):
    """Two numbers for each row, which skl2onnx writes one below the other."""
    features, target = table("uci/energy")
    both = numpy.column_stack([target, target / 20 + features[:, 6]])
    net = MLPRegressor(hidden_layer_sizes=(12, 8), activation="relu", max_iter=600, random_state=seed)
    return make_pipeline(StandardScaler(), net).fit(features, both), {"X": features}


def columns(seed):
    """One input for each column, as data frames give them: numbers scaled, categories one-hot."""
    import pandas

    features, target = table("uci/energy")
    frame = pandas.DataFrame({f"x{index}": features[:, index] for index in range(4)})
    frame["orientation"] = numpy.array(["north", "east", "south", "west"])[features[:, 5].astype(int) - 2]
    frame["glazing"] = features[:, 7].astype(numpy.int64)
    mixed = ColumnTransformer([
        ("numbers", StandardScaler(), [f"x{index}" for index in range(4)]),
        ("words", OneHotEncoder(handle_unknown="ignore"), ["orientation"]),
        ("codes", OneHotEncoder(handle_unknown="ignore"), ["glazing"]),
    ])  # fmt: skip
    net = MLPRegressor(hidden_layer_sizes=(12,), activation="relu", max_iter=500, random_state=seed)
    pipeline = make_pipeline(mixed, net).fit(frame, target)
    inputs = {name: frame[[name]].to_numpy() for name in frame}
    return pipeline, {name: values.astype(str) if values.dtype == object else values for name, values in inputs.items()}


def column_types(inputs):
    kinds = {"f": FloatTensorType, "i": Int64TensorType, "U": StringTensorType}
    return [(name, kinds[values.dtype.kind]([None, values.shape[1]])) for name, values in inputs.items()]


models = [
    # The model, opset, and what skl2onnx calls "zipmap".
    ("classifier", classifier, 15, True), ("classifier", classifier, 17, False), ("binary", binary, 12, False),
    ("named", named, 17, False), ("regressor", regressor, 11, None), ("columns", columns, 17, None),
    ("targets", targets, 17, None),
]  # fmt: skip


def main():
    given = options()
    for name, make, opset, zipmap in models:
        title = f"sklearn-{name}-{opset}{'-zipmap' if zipmap else ''}"
        if given.only not in title:
            continue
        pipeline, inputs = make(given.seed)
        choices = {} if zipmap is None else {"options": {id(pipeline): {"zipmap": zipmap}}}
        written = to_onnx(pipeline, initial_types=column_types(inputs), target_opset=opset, **choices)
        path = pathlib.Path(given.output) / f"{title}.onnx"
        onnx.save(written, path)
        # Strings as objects: onnxruntime reads no numpy unicode arrays of one column otherwise.
        probes = {
            key: (values[:PROBES].astype(object) if values.dtype.kind == "U" else numpy.ascontiguousarray(values[:PROBES]))
            for key, values in inputs.items()
        }
        save_reference(path, probes, given.seed, ["scikit-learn", "skl2onnx"])


main()
