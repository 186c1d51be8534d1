"""What the Python side of bench:shrink shares: the request, the data, the networks, training, and writing ONNX.

Training is that of ours: Adam, a linear rise of the rate over a twentieth of the steps and half a cosine down to 0, and
from the second network on a part of the loss are the answers of the dense network: as `tuningDistillation` has it."""

import json
import logging
import math
import sys
import warnings

import numpy
import torch
from torch import nn
from torch.nn import functional

warnings.filterwarnings("ignore")
logging.getLogger("torch.onnx").setLevel(logging.ERROR)


class Task:
    def __init__(self):
        request = json.loads(sys.argv[-1])
        self.request = request
        self.folder, self.seed = request["folder"], request["seed"]
        self.name, self.batch_size = request["network"], request["batchSize"]
        torch.set_num_threads(request["threads"])
        torch.manual_seed(self.seed)
        read = lambda name, kind: torch.from_numpy(numpy.fromfile(f"{self.folder}/{name}", kind))
        self.labels = read("train-labels", numpy.int32).long()
        self.rows = read("train-rows", numpy.float32).reshape(len(self.labels), *request["shape"])

    def dense(self, trained=True):
        """The network that all begin with."""
        model = Scaled(networks[self.name](), self.rows if self.request["standardised"] else None)
        if trained:
            model.load_state_dict(torch.load(f"{self.folder}/dense.pt"))
        return model

    def answers(self, model):
        model.eval()
        with torch.no_grad():
            return torch.cat([model(rows) for rows in self.rows.split(1000)])


class Scaled(nn.Module):
    """A network, behind the standardisation of its inputs where rows are given, that may read some of them only."""

    def __init__(self, body, rows):
        super().__init__()
        self.body = body
        self.kept = None
        self.is_standardised = rows is not None
        if self.is_standardised:
            scale = rows.std(0, unbiased=False)
            self.register_buffer("mean", rows.mean(0))
            self.register_buffer("scale", torch.where(scale > 0, scale, 1))

    def forward(self, rows):
        features = (rows - self.mean) / self.scale if self.is_standardised else rows
        return self.body(features if self.kept is None else features[:, self.kept])


def chain(*widths):
    layers = []
    for inputs, units in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, units), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def lenet():
    """LeNet-5 in the widths of LeCun et al. 1998, with relu and largest values."""
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        *chain(400, 120, 84, 10),
    )  # fmt: skip


networks = {
    "mnist-mlp": lambda: chain(784, 300, 100, 10),
    "lenet5": lenet,
    "letters": lambda: chain(16, 128, 64, 26),
    "DNA": lambda: chain(180, 100, 50, 3),
}


def parameter_count(model):
    return sum(values.numel() for values in model.parameters())


def default_rate(model):
    """As ours: wide networks need small steps."""
    widths = [max(values.shape[0], values[0].numel()) for values in model.parameters() if values.dim() > 1]
    return min(0.01, 0.8 / max(widths))


def distillation_of(model, labels):
    """As ours: which part of the loss is the teacher's, and how soft its answers are."""
    return (0.9, 4) if parameter_count(model) > len(labels) else (0.5, 1)


def loss_of(outputs, labels, taught, share, temperature):
    plain = functional.cross_entropy(outputs, labels)
    if taught is None:
        return plain
    soft = functional.cross_entropy(outputs / temperature, functional.softmax(taught / temperature, 1))
    return (1 - share) * plain + share * temperature**2 * soft


def train(task, model, epochs, teacher=None, weight_decay=0.0, constant=False, after_gradient=None):
    """All epochs of one schedule. `constant`: of the rate. `after_gradient` may add to the gradients."""
    if epochs == 0:
        return model
    steps = len(task.labels) // task.batch_size
    total, rate = epochs * steps, default_rate(model)
    adam = torch.optim.AdamW(model.parameters(), rate, weight_decay=weight_decay)
    rise = math.ceil(total / 20)
    distillation = distillation_of(model, task.labels)
    model.train()
    for step in range(1, total + 1):
        if (step - 1) % steps == 0:
            order = torch.randperm(len(task.labels))
        at = (step - 1) % steps * task.batch_size
        rows = order[at : at + task.batch_size]
        falling = 0.5 * (1 + math.cos(math.pi * (step - rise) / max(1, total - rise)))
        factor = step / rise if step <= rise else 1 if constant else falling
        for group in adam.param_groups:
            group["lr"] = rate * factor
        adam.zero_grad()
        taught = None if teacher is None else teacher[rows]
        loss_of(model(task.rows[rows]), task.labels[rows], taught, *distillation).backward()
        if after_gradient:
            after_gradient()
        adam.step()
    return model.eval()


def export(task, model, path):
    axes = {"input": {0: "batch"}, "output": {0: "batch"}}
    torch.onnx.export(
        model.eval(), (task.rows[:2],), path, dynamo=False, opset_version=17, input_names=["input"],
        output_names=["output"], dynamic_axes=axes,
    )  # fmt: skip


def answer(result):
    print(json.dumps(result), flush=True)
