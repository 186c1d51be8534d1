"""Keras models as tf2onnx and as Keras itself write them: images with channels last."""

import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy
import tensorflow
import tf2onnx
from keras import layers

from common import PROBES, mnist, options, save_reference, table


def compiled(model, rows, targets, loss, epochs):
    model.compile(optimizer=keras.optimizers.Adam(2e-3), loss=loss)
    model.fit(rows, targets, epochs=epochs, batch_size=128, verbose=0)
    return model


def mlp():
    features, target = table("sklearn/breast_cancer")
    # Not layers.Normalization: tf2onnx makes inputs of its constants.
    mean, scale = features.mean(0), features.std(0)
    normalise = layers.Rescaling((1 / scale).tolist(), (-mean / scale).tolist())
    model = keras.Sequential([
        keras.Input((30,)), normalise,
        layers.Dense(16), layers.BatchNormalization(), layers.Activation("relu"), layers.Dropout(0.2),
        layers.Dense(8, activation="tanh"), layers.Dense(2, activation="softmax"),
    ])  # fmt: skip
    return compiled(model, features, target, "sparse_categorical_crossentropy", 20), features[:PROBES]


def regression():
    features, target = table("uci/energy")
    features = (features - features.mean(0)) / features.std(0)
    model = keras.Sequential([
        keras.Input((features.shape[1],)),
        layers.Dense(16, activation="silu"), layers.Dense(8, activation="leaky_relu"), layers.Dense(1),
    ])  # fmt: skip
    return compiled(model, features, target, "mse", 20), features[:PROBES]


def images(rows):
    pixels, labels = mnist()
    return pixels[:rows].transpose(0, 2, 3, 1), labels[:rows]


def cnn():
    pixels, labels = images(8000)
    model = keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(8, 3, use_bias=False), layers.BatchNormalization(), layers.ReLU(), layers.MaxPooling2D(),
        layers.Conv2D(12, 3, strides=2, padding="same", activation="relu"), layers.BatchNormalization(),
        layers.GlobalAveragePooling2D(), layers.Dense(10, activation="softmax"),
    ])  # fmt: skip
    return compiled(model, pixels, labels, "sparse_categorical_crossentropy", 1), pixels[:PROBES]


def flattened():
    """Flattening channels-last images puts the channels inside the features: weights need to be permuted."""
    pixels, labels = images(8000)
    model = keras.Sequential([
        keras.Input((28, 28, 1)), layers.Rescaling(1 / 0.5, offset=-1.0),
        layers.Conv2D(6, 5, strides=2, activation="relu"), layers.AveragePooling2D(2),
        layers.Flatten(), layers.Dense(16, activation="relu"), layers.Dense(10),
    ])  # fmt: skip
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return compiled(model, pixels, labels, loss, 1), pixels[:PROBES]


def separable():
    pixels, labels = images(4000)
    image = keras.Input((28, 28, 1))
    x = layers.Conv2D(12, 3, strides=2, padding="same", use_bias=False)(image)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    y = layers.DepthwiseConv2D(3, padding="same", use_bias=False)(x)
    y = layers.ReLU()(layers.BatchNormalization()(y))
    y = layers.BatchNormalization()(layers.Conv2D(12, 1, use_bias=False)(y))
    x = layers.ReLU()(layers.Add()([x, y]))
    x = layers.Dense(10)(layers.GlobalAveragePooling2D()(x))
    model = keras.Model(image, x)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return compiled(model, pixels, labels, loss, 1), pixels[:PROBES]


def series(rows):
    """Images as rows of a series: 28 steps, 28 channels."""
    pixels, labels = images(rows)
    return numpy.ascontiguousarray(pixels[:, :, :, 0]), labels


def temporal():
    """Convolutions over one axis: dilated, causal and separable, the mean over time at the end."""
    steps, labels = series(8000)
    model = keras.Sequential([
        keras.Input((28, 28)),
        layers.Conv1D(12, 5, strides=2, padding="same", use_bias=False), layers.BatchNormalization(),
        layers.Activation("hard_silu"), layers.Conv1D(12, 3, dilation_rate=2, padding="causal", activation="elu"),
        layers.SeparableConv1D(12, 3, padding="same", activation="relu6"), layers.MaxPooling1D(2),
        layers.GlobalAveragePooling1D(), layers.Dense(10, activation="softmax"),
    ])  # fmt: skip
    return compiled(model, steps, labels, "sparse_categorical_crossentropy", 1), steps[:PROBES]


def sensors():
    """A series that is flattened: time first, channels inside."""
    steps, labels = series(8000)
    model = keras.Sequential([
        keras.Input((28, 28)),
        layers.Conv1D(8, 3, activation="leaky_relu"), layers.AveragePooling1D(3, strides=2, padding="same"),
        layers.Conv1D(8, 3, activation="mish"), layers.Flatten(),
        layers.Dense(16, activation="hard_sigmoid"), layers.Dense(10),
    ])  # fmt: skip
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return compiled(model, steps, labels, loss, 1), steps[:PROBES]


def squeezed(x, width, inner, gate, dense):
    """Squeeze and excitation; the scales by dense layers, or by convolutions of 1 x 1."""
    scale = layers.GlobalAveragePooling2D(keepdims=not dense)(x)
    if dense:
        scale = layers.Dense(width, gate)(layers.Dense(inner, "relu")(scale))
        scale = layers.Reshape((1, 1, width))(scale)
    else:
        scale = layers.Conv2D(width, 1, activation=gate)(layers.Conv2D(inner, 1, activation="relu")(scale))
    return layers.Multiply()([x, scale])


def inverted(x, wide, output, strides, activation, gate, dense):
    """An inverted residual block, as in MobileNetV3 and EfficientNet."""
    width = x.shape[-1]
    y = layers.Conv2D(wide, 1, use_bias=False)(x)
    y = layers.Activation(activation)(layers.BatchNormalization()(y))
    y = layers.DepthwiseConv2D(3, strides, padding="same", use_bias=False)(y)
    y = layers.Activation(activation)(layers.BatchNormalization()(y))
    y = squeezed(y, wide, wide // 4, gate, dense)
    y = layers.BatchNormalization()(layers.Conv2D(output, 1, use_bias=False)(y))
    return layers.Add()([x, y]) if strides == 1 and width == output else y


def inverted_model(activation, gate, dense):
    def make():
        pixels, labels = images(4000)
        image = keras.Input((28, 28, 1))
        x = layers.Conv2D(8, 3, strides=2, padding="same", use_bias=False)(image)
        x = layers.Activation(activation)(layers.BatchNormalization()(x))
        x = inverted(x, 16, 8, 1, activation, gate, dense)
        x = inverted(x, 16, 12, 2, activation, gate, dense)
        x = layers.Dense(10)(layers.GlobalAveragePooling2D()(layers.Conv2D(24, 1, activation=activation)(x)))
        model = keras.Model(image, x)
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        return compiled(model, pixels, labels, loss, 1), pixels[:PROBES]

    return make


def shuffle():
    """Halves of the channels around a branch and shuffled, slopes for each channel."""
    pixels, labels = images(4000)
    image = keras.Input((28, 28, 1))
    x = layers.PReLU(shared_axes=[1, 2])(layers.Conv2D(16, 3, strides=2, padding="same")(image))
    for _ in range(2):
        kept, y = keras.ops.split(x, 2, axis=-1)
        y = layers.Conv2D(8, 1, activation="relu")(y)
        y = layers.DepthwiseConv2D(3, padding="same", use_bias=False)(y)
        y = layers.PReLU(shared_axes=[1, 2])(layers.BatchNormalization()(y))
        x = layers.Concatenate()([kept, y])
        x = layers.Permute((1, 2, 4, 3))(layers.Reshape((14, 14, 2, 8))(x))
        x = layers.Reshape((14, 14, 16))(x)
    x = layers.MaxPooling2D()(layers.Conv2D(12, 3, activation="relu")(x))
    model = keras.Model(image, layers.Dense(10)(layers.Flatten()(layers.Conv2D(4, 1)(x))))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return compiled(model, pixels, labels, loss, 1), pixels[:PROBES]


def by_tf2onnx(model, probes, path, opset):
    """Through a TensorFlow function: tf2onnx's own door for Keras knows Keras 2 only."""
    signature = [tensorflow.TensorSpec((None, *probes.shape[1:]), tensorflow.float32, name="input")]
    function = tensorflow.function(lambda rows: model(rows, training=False), input_signature=signature)
    tf2onnx.convert.from_function(function, signature, opset=opset, output_path=str(path))


def by_keras(model, probes, path, opset):
    signature = [keras.InputSpec(dtype="float32", shape=(None, *probes.shape[1:]), name="input")]
    model.export(str(path), format="onnx", verbose=False, opset_version=opset, input_signature=signature)


makers = {
    "mlp": mlp, "regression": regression, "cnn": cnn, "flattened": flattened, "separable": separable,
    "temporal": temporal, "sensors": sensors, "shuffle": shuffle,
    "mobile": inverted_model("hard_silu", "hard_sigmoid", False), "efficient": inverted_model("silu", "sigmoid", True),
}  # fmt: skip
exports = [
    ("mlp", "tf2onnx", 11), ("mlp", "keras", 17), ("regression", "tf2onnx", 13), ("cnn", "tf2onnx", 13),
    ("cnn", "keras", 18), ("flattened", "tf2onnx", 9), ("flattened", "tf2onnx", 17), ("separable", "tf2onnx", 15),
    ("temporal", "tf2onnx", 13), ("temporal", "keras", 18), ("sensors", "tf2onnx", 17), ("sensors", "keras", 18),
    ("mobile", "keras", 18), ("efficient", "tf2onnx", 17), ("shuffle", "tf2onnx", 15),
]  # fmt: skip


def main():
    given = options()
    made = {}
    for name, exporter, opset in exports:
        title = f"keras-{name}-{exporter}-{opset}"
        if given.only not in title:
            continue
        if name not in made:
            keras.utils.set_random_seed(given.seed)
            made[name] = makers[name]()
        model, probes = made[name]
        path = pathlib.Path(given.output) / f"{title}.onnx"
        (by_tf2onnx if exporter == "tf2onnx" else by_keras)(model, probes, path, opset)
        packages = ["keras", "tensorflow-cpu", "tf2onnx"]
        save_reference(path, {"input": numpy.ascontiguousarray(probes)}, given.seed, packages)


main()
