"""PyTorch models as both exporters write them."""

import functools
import logging
import pathlib
import warnings

import numpy
import onnx
import torch
from torch import nn

from common import PROBES, mnist, options, save_reference, table

warnings.filterwarnings("ignore")
logging.getLogger("torch.onnx").setLevel(logging.ERROR)


def fit(model, inputs, targets, loss, epochs, rate=2e-3, batch=128):
    torch.set_num_threads(1)
    model.train()
    adam = torch.optim.Adam(model.parameters(), rate)
    for _ in range(epochs):
        order = torch.randperm(len(targets))
        for rows in order.split(batch):
            if len(rows) < 2:
                continue
            adam.zero_grad()
            loss(model(*(values[rows] for values in inputs)), targets[rows]).backward()
            adam.step()
    return model.eval()


def standardised(name):
    features, target = table(name)
    scale = features.std(0)
    return torch.tensor((features - features.mean(0)) / numpy.where(scale == 0, 1, scale)), torch.tensor(target)


def table_classifier():
    """A chain with batch normalisation before and after the activation, and dropout."""
    features, target = standardised("mlbench/Vehicle")
    model = nn.Sequential(
        nn.Linear(18, 24), nn.BatchNorm1d(24), nn.ReLU(), nn.Dropout(0.2),
        nn.Linear(24, 16), nn.ReLU(), nn.BatchNorm1d(16),
        nn.Linear(16, 4),
    )  # fmt: skip
    return fit(model, [features], target.long(), nn.CrossEntropyLoss(), 40), [features[:PROBES]]


class Scaled(nn.Module):
    """Standardises inside the model, as one does for deployment; softmax at the end."""

    def __init__(self, body, mean, scale):
        super().__init__()
        self.body = body
        self.register_buffer("mean", mean)
        self.register_buffer("scale", scale)

    def forward(self, features):
        return torch.softmax(self.body((features - self.mean) / self.scale), 1)


def scaled_classifier():
    raw = torch.tensor(table("sklearn/wine")[0])
    features, target = standardised("sklearn/wine")
    body = nn.Sequential(nn.Linear(13, 12), nn.Tanh(), nn.Linear(12, 8), nn.GELU(), nn.Linear(8, 3))
    body = fit(body, [features], target.long(), nn.CrossEntropyLoss(), 60)
    return Scaled(body, raw.mean(0), raw.std(0, unbiased=False)).eval(), [raw[:PROBES]]


def table_regression():
    features, target = standardised("uci/concrete")
    model = nn.Sequential(nn.Linear(8, 20), nn.SiLU(), nn.Linear(20, 10), nn.LeakyReLU(0.01), nn.Linear(10, 1))
    loss = lambda answer, wanted: nn.functional.mse_loss(answer[:, 0], wanted)
    return fit(model, [features], target, loss, 30), [features[:PROBES]]


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 6, 5, bias=False)
        self.first_norm = nn.BatchNorm2d(6)
        self.second = nn.Conv2d(6, 12, 5)
        self.second_norm = nn.BatchNorm2d(12)
        self.hidden = nn.Linear(12 * 16, 24)
        self.output = nn.Linear(24, 10)

    def forward(self, image):
        x = nn.functional.max_pool2d(torch.relu(self.first_norm(self.first(image))), 2)
        x = nn.functional.max_pool2d(torch.relu(self.second_norm(self.second(x))), 2)
        x = x.view(x.size(0), -1)
        return self.output(torch.relu(self.hidden(x)))


def images(rows):
    pixels, labels = mnist()
    return torch.tensor(pixels[:rows]), torch.tensor(labels[:rows])


def lenet():
    pixels, labels = images(20000)
    return fit(LeNet(), [pixels], labels, nn.CrossEntropyLoss(), 1), [pixels[:PROBES]]


class Separable(nn.Module):
    """A depthwise and a pointwise convolution, with a residual connection where the shapes allow it."""

    def __init__(self, width):
        super().__init__()
        self.depthwise = nn.Conv2d(width, width, 3, padding=1, groups=width, bias=False)
        self.pointwise = nn.Conv2d(width, width, 1, bias=False)
        self.norms = nn.ModuleList([nn.BatchNorm2d(width), nn.BatchNorm2d(width)])

    def forward(self, x):
        y = torch.relu(self.norms[0](self.depthwise(x)))
        return torch.relu(x + self.norms[1](self.pointwise(y)))


def residual():
    pixels, labels = images(6000)
    model = nn.Sequential(
        nn.Conv2d(1, 12, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(12), nn.ReLU(),
        Separable(12), nn.AvgPool2d(2), Separable(12), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(12, 10),
    )  # fmt: skip
    return fit(model, [pixels], labels, nn.CrossEntropyLoss(), 1), [pixels[:PROBES]]


class TwoInputs(nn.Module):
    """A branch for each kind of feature, concatenated; and a global mean that ends a network in another."""

    def __init__(self, left, right, classes):
        super().__init__()
        self.left = nn.Linear(left, 12)
        self.right = nn.Linear(right, 8)
        self.head = nn.Sequential(nn.Linear(20, 16), nn.ReLU(), nn.Linear(16, classes))

    def forward(self, left, right):
        return self.head(torch.cat([torch.relu(self.left(left)), torch.relu(self.right(right))], 1))


def two_inputs():
    features, target = standardised("mlbench/Vehicle")
    halves = [features[:, :10].contiguous(), features[:, 10:].contiguous()]
    model = fit(TwoInputs(10, 8, 4), halves, target.long(), nn.CrossEntropyLoss(), 40)
    return model, [half[:PROBES] for half in halves]


class Branches(nn.Module):
    """Two kernels over one image, concatenated by channels; the last layer is a convolution and a global mean."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, 8, 3, stride=2), nn.ReLU6())
        self.narrow = nn.Conv2d(8, 6, 1)
        self.wide = nn.Conv2d(8, 6, 3, padding=1)
        self.head = nn.Conv2d(12, 10, 3, stride=2)

    def forward(self, image):
        x = self.stem(image)
        x = torch.relu(torch.cat([self.narrow(x), self.wide(x)], 1))
        return self.head(x).mean((2, 3))


def branches():
    pixels, labels = images(6000)
    return fit(Branches(), [pixels], labels, nn.CrossEntropyLoss(), 1), [pixels[:PROBES]]


class Tied(nn.Module):
    """One hidden layer used twice: its weights are one initializer that two nodes read."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(18, 16)
        self.shared = nn.Linear(16, 16)
        self.output = nn.Linear(16, 4)

    def forward(self, x):
        x = torch.relu(self.first(x))
        return self.output(torch.relu(self.shared(torch.relu(self.shared(x)))))


def tied():
    features, target = standardised("mlbench/Vehicle")
    return fit(Tied(), [features], target.long(), nn.CrossEntropyLoss(), 30), [features[:PROBES]]


def series(rows):
    """Images as rows of a series: 28 channels, 28 steps."""
    pixels, labels = images(rows)
    return pixels[:, 0].contiguous(), labels


class Series(nn.Module):
    """As for sensors: convolutions over one axis, one of them dilated, means that count their padding."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv1d(28, 12, 5, padding=2, bias=False), nn.BatchNorm1d(12), nn.ReLU(), nn.MaxPool1d(2),
            nn.Conv1d(12, 12, 3, padding=2, dilation=2), nn.Hardswish(), nn.AvgPool1d(3, 2, padding=1),
            nn.Flatten(), nn.Linear(84, 16), nn.LeakyReLU(0.2), nn.Linear(16, 10),
        )  # fmt: skip

    def forward(self, x):
        return self.body(x)


def series_classifier():
    rows, labels = series(8000)
    return fit(Series(), [rows], labels, nn.CrossEntropyLoss(), 1), [rows[:PROBES]]


class Causal(nn.Module):
    """A block of a temporal convolutional network: zeros before the series only, and a way around."""

    def __init__(self, width, dilation):
        super().__init__()
        self.reach = 2 * dilation
        self.depthwise = nn.Conv1d(width, width, 3, dilation=dilation, groups=width)
        self.pointwise = nn.Conv1d(width, width, 1)

    def forward(self, x):
        y = self.depthwise(nn.functional.pad(x, (self.reach, 0)))
        return torch.relu(x + self.pointwise(nn.functional.elu(y)))


class Temporal(nn.Module):
    """Reads [batch, steps, channels], as loaders of series give them; the mean over time at its end."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv1d(28, 12, 3, stride=2, padding=1)
        self.blocks = nn.Sequential(Causal(12, 1), Causal(12, 2))
        self.output = nn.Linear(12, 10)

    def forward(self, x):
        x = self.blocks(nn.functional.silu(self.stem(x.transpose(1, 2))))
        return self.output(x.mean(2))


def temporal():
    rows, labels = series(8000)
    rows = rows.transpose(1, 2).contiguous()
    return fit(Temporal(), [rows], labels, nn.CrossEntropyLoss(), 1), [rows[:PROBES]]


class QuickGelu(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(1.702 * x)


def activated():
    """One dense layer for each activation, most of which older opsets have no operator for."""
    features, target = standardised("mlbench/Vehicle")
    kinds = [
        nn.Hardswish(), nn.Hardsigmoid(), nn.ELU(0.5), nn.SELU(), nn.LeakyReLU(0.2), nn.Hardtanh(-1.0, 1.5),
        nn.PReLU(), nn.Softplus(), nn.Mish(), nn.GELU("tanh"), QuickGelu(), nn.Softsign(), nn.ReLU6(),
    ]  # fmt: skip
    layers = [nn.Linear(18, 10)]
    for kind in kinds:
        layers += [kind, nn.Linear(10, 10)]
    model = nn.Sequential(*layers, nn.ReLU(), nn.Linear(10, 4))
    return fit(model, [features], target.long(), nn.CrossEntropyLoss(), 20), [features[:PROBES]]


def dilated():
    """Dilated convolutions on images, and means that count their padding."""
    pixels, labels = images(6000)
    model = nn.Sequential(
        nn.Conv2d(1, 8, 3, dilation=2, bias=False), nn.BatchNorm2d(8), nn.Hardswish(),
        nn.AvgPool2d(3, 2, padding=1), nn.Conv2d(8, 8, 3, padding=(2, 3), dilation=(2, 3), groups=2), nn.Hardsigmoid(),
        nn.Conv2d(8, 12, 3, stride=2), nn.PReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(12, 10),
    )  # fmt: skip
    return fit(model, [pixels], labels, nn.CrossEntropyLoss(), 1), [pixels[:PROBES]]


class Squeeze(nn.Module):
    """Squeeze and excitation: a scale for each channel, from the means of all."""

    def __init__(self, width, inner, gate):
        super().__init__()
        self.down = nn.Conv2d(width, inner, 1)
        self.up = nn.Conv2d(inner, width, 1)
        self.gate = gate

    def forward(self, x):
        scale = nn.functional.adaptive_avg_pool2d(x, 1)
        return x * self.gate(self.up(torch.relu(self.down(scale))))


class Inverted(nn.Module):
    """An inverted residual block, as in MobileNetV3 and EfficientNet."""

    def __init__(self, width, wide, output, stride, activation, gate):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(width, wide, 1, bias=False), nn.BatchNorm2d(wide), activation(),
            nn.Conv2d(wide, wide, 3, stride, 1, groups=wide, bias=False), nn.BatchNorm2d(wide), activation(),
            Squeeze(wide, wide // 4, gate()), nn.Conv2d(wide, output, 1, bias=False), nn.BatchNorm2d(output),
        )  # fmt: skip
        self.is_residual = stride == 1 and width == output

    def forward(self, x):
        return x + self.body(x) if self.is_residual else self.body(x)


def inverted(activation, gate):
    def make():
        pixels, labels = images(4000)
        model = nn.Sequential(
            nn.Conv2d(1, 8, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(8), activation(),
            Inverted(8, 16, 8, 1, activation, gate), Inverted(8, 16, 12, 2, activation, gate),
            nn.Conv2d(12, 24, 1, bias=False), nn.BatchNorm2d(24), activation(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(24, 10),
        )  # fmt: skip
        return fit(model, [pixels], labels, nn.CrossEntropyLoss(), 1), [pixels[:PROBES]]

    return make


def shuffled(x, groups):
    batch, channels, height, width = x.shape
    return x.view(batch, groups, channels // groups, height, width).transpose(1, 2).reshape(batch, -1, height, width)


def branch(width, output, stride):
    return nn.Sequential(
        nn.Conv2d(width, output, 1, bias=False), nn.BatchNorm2d(output), nn.ReLU(),
        nn.Conv2d(output, output, 3, stride, 1, groups=output, bias=False), nn.BatchNorm2d(output),
        nn.Conv2d(output, output, 1, bias=False), nn.BatchNorm2d(output), nn.ReLU(),
    )  # fmt: skip


class Shuffle(nn.Module):
    """ShuffleNetV2: half of the channels go around a branch, then all are shuffled."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, 8, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU())
        self.around = nn.Sequential(
            nn.Conv2d(8, 8, 3, 2, 1, groups=8, bias=False), nn.BatchNorm2d(8),
            nn.Conv2d(8, 8, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU(),
        )  # fmt: skip
        self.through = branch(8, 8, 2)
        self.units = nn.ModuleList([branch(8, 8, 1) for _ in range(2)])
        self.squeeze = Squeeze(16, 4, nn.Sigmoid())
        self.head = nn.Conv2d(16, 20, 1)
        self.output = nn.Linear(20, 10)

    def forward(self, x):
        x = self.stem(x)
        x = shuffled(torch.cat([self.around(x), self.through(x)], 1), 2)
        for unit in self.units:
            kept, changed = x.chunk(2, 1)
            x = shuffled(torch.cat([kept, unit(changed)], 1), 2)
        x = torch.relu(self.head(self.squeeze(x)))
        return self.output(x.mean((2, 3)))


def shuffle():
    pixels, labels = images(4000)
    return fit(Shuffle(), [pixels], labels, nn.CrossEntropyLoss(), 1), [pixels[:PROBES]]


class Partial(nn.Module):
    """A cross-stage partial block, slopes for each channel, and a gated linear unit."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, 12, 3, stride=2, padding=1), nn.PReLU(12))
        self.inner = nn.Sequential(nn.Conv2d(8, 8, 3, padding=1), nn.PReLU(8), nn.Conv2d(8, 8, 1), nn.PReLU(8))
        self.norm = nn.BatchNorm2d(12)
        self.join = nn.Conv2d(12, 16, 3, stride=2)
        self.hidden = nn.Linear(16, 24)
        self.slopes = nn.PReLU(12)
        self.output = nn.Linear(12, 10)

    def forward(self, x):
        x = self.stem(x)
        x = torch.relu(self.norm(torch.cat([x[:, :4], self.inner(x[:, 4:])], 1)))
        x = nn.functional.max_pool2d(self.join(x), 2).mean((2, 3))
        return self.output(self.slopes(nn.functional.glu(self.hidden(x))))


def partial():
    pixels, labels = images(4000)
    return fit(Partial(), [pixels], labels, nn.CrossEntropyLoss(), 1), [pixels[:PROBES]]


class Attention(nn.Module):
    """A convolutional block attention module (arXiv 1807.06521): a scale for each channel, then one for each place."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, 8, 3, stride=2, padding=1), nn.ReLU(), nn.Conv2d(8, 12, 3, padding=1))
        self.shared = nn.Sequential(nn.Conv2d(12, 3, 1, bias=False), nn.ReLU(), nn.Conv2d(3, 12, 1, bias=False))
        self.places = nn.Conv2d(2, 1, 7, padding=3)
        self.head = nn.Sequential(nn.Conv2d(12, 16, 3, stride=2), nn.ReLU())
        self.output = nn.Linear(16, 10)

    def forward(self, x):
        x = self.stem(x)
        pooled = nn.functional.adaptive_avg_pool2d(x, 1), nn.functional.adaptive_max_pool2d(x, 1)
        x = x * torch.sigmoid(self.shared(pooled[0]) + self.shared(pooled[1]))
        places = torch.cat([x.mean(1, keepdim=True), x.amax(1, keepdim=True)], 1)
        x = torch.relu(x * torch.sigmoid(self.places(places)))
        return self.output(self.head(x).mean((2, 3)))


def attention():
    pixels, labels = images(4000)
    return fit(Attention(), [pixels], labels, nn.CrossEntropyLoss(), 1), [pixels[:PROBES]]


def half(make):
    def halved():
        model, probes = make()
        return model.half(), [probe.half() for probe in probes]

    return halved


def script_export(model, probes, path, opset, dynamic):
    names = input_names(probes)
    axes = {name: {0: "batch"} for name in [*names, "output"]} if dynamic else None
    torch.onnx.export(
        model, tuple(probes), str(path), dynamo=False, opset_version=opset, input_names=names,
        output_names=["output"], dynamic_axes=axes,
    )  # fmt: skip


def dynamo_export(model, probes, path, opset, dynamic, external=False):
    names = input_names(probes)
    batch = torch.export.Dim("batch")
    shapes = tuple({0: batch} for _ in probes) if dynamic else None
    torch.onnx.export(
        model, tuple(probes), str(path), dynamo=True, opset_version=opset, input_names=names,
        output_names=["output"], dynamic_shapes=shapes, external_data=external, verbose=False,
    )  # fmt: skip
    # Every node says where in which source file it was made: paths of this machine.
    written = onnx.load(path, load_external_data=False)
    for node in written.graph.node:
        for entry in [entry for entry in node.metadata_props if entry.key == "pkg.torch.onnx.stack_trace"]:
            node.metadata_props.remove(entry)
    onnx.save(written, path)


def input_names(probes):
    return ["input"] if len(probes) == 1 else [f"input{index}" for index in range(len(probes))]


exporters = {
    "script": script_export,
    "dynamo": dynamo_export,
    "dynamo-external": functools.partial(dynamo_export, external=True),
}
makers = {
    "mlp": table_classifier, "scaled": scaled_classifier, "regression": table_regression, "lenet": lenet,
    "residual": residual, "two-inputs": two_inputs, "branches": branches, "tied": tied,
    "series": series_classifier, "temporal": temporal, "activated": activated, "dilated": dilated,
    "mobile": inverted(nn.Hardswish, nn.Hardsigmoid), "efficient": inverted(nn.SiLU, nn.Sigmoid),
    "shuffle": shuffle, "partial": partial, "attention": attention,
    "mlp-half": half(table_classifier), "lenet-half": half(lenet),
}  # fmt: skip
exports = [
    # The model, the exporter, its opset, and whether the batch is open.
    ("mlp", "script", 9, True), ("mlp", "script", 13, False), ("mlp", "dynamo", 18, True), ("mlp", "dynamo", 20, False),
    ("scaled", "script", 11, True), ("scaled", "dynamo", 21, True),
    ("scaled", "dynamo-external", 18, True),
    ("regression", "script", 17, True), ("regression", "dynamo", 18, True),
    ("lenet", "script", 9, True), ("lenet", "script", 17, True), ("lenet", "dynamo", 18, True),
    ("residual", "script", 13, True), ("residual", "dynamo", 20, True),
    ("two-inputs", "script", 11, True), ("two-inputs", "dynamo", 18, True),
    ("branches", "script", 13, True), ("branches", "dynamo", 20, True),
    ("tied", "script", 17, True), ("tied", "dynamo", 18, True),
    ("series", "script", 11, True), ("series", "dynamo", 20, True),
    ("temporal", "script", 17, True), ("temporal", "dynamo", 18, True),
    ("activated", "script", 9, True), ("activated", "script", 17, True), ("activated", "dynamo", 20, True),
    ("dilated", "script", 13, True), ("dilated", "dynamo", 18, True),
    ("mobile", "script", 13, True), ("mobile", "dynamo", 18, True), ("efficient", "script", 17, True),
    ("shuffle", "script", 11, True), ("shuffle", "dynamo", 20, True),
    ("partial", "script", 9, True), ("partial", "dynamo", 18, True),
    ("attention", "script", 13, True), ("attention", "dynamo", 20, True),
    ("mlp-half", "script", 17, True), ("lenet-half", "dynamo", 18, True),
]  # fmt: skip


def main():
    given = options()
    made = {}
    for name, exporter, opset, dynamic in exports:
        title = f"torch-{name}-{exporter}-{opset}{'' if dynamic else '-fixed'}"
        if given.only not in title:
            continue
        if name not in made:
            torch.manual_seed(given.seed)
            made[name] = makers[name]()
        model, probes = made[name]
        path = pathlib.Path(given.output) / f"{title}.onnx"
        with torch.no_grad():
            exporters[exporter](model, probes, path, opset, dynamic)
        inputs = {key: probe.numpy() for key, probe in zip(input_names(probes), probes)}
        save_reference(path, inputs, given.seed, ["torch"] + ([] if exporter == "script" else ["onnxscript"]))


main()
