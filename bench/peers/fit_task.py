"""What the Python contenders of bench:fit share: the data, the schedule, what is told after each epoch."""

import json
import math
import time

import numpy

from step_task import peak_bytes, read_safetensors


class Fit:
    """A request of bench:fit: the same algorithm as fitPosterior's, without narrowing."""

    def __init__(self, request):
        self.task = task = request["task"]
        self.threads, self.seed = request["threads"], request["seed"]
        folder, inputs = request["folder"], task["widths"][0]
        read = lambda name, kind: numpy.fromfile(f"{folder}/{name}", kind)
        self.pixels = read("train-pixels", numpy.uint8).reshape(-1, inputs)
        self.labels = read("train-labels", numpy.uint8).astype(numpy.int64)
        self.validation_pixels = read("validation-pixels", numpy.uint8).reshape(-1, inputs)
        self.validation_labels = read("validation-labels", numpy.uint8).astype(numpy.int64)
        self.teacher = read(f"teacher-{self.seed}", numpy.float32).reshape(len(self.labels), -1)
        self.start = read_safetensors(f"{folder}/start-{self.seed}.safetensors")
        self.random = numpy.random.default_rng(self.seed)
        self.steps_per_epoch = len(self.labels) // task["batchSize"]
        self.total_steps = task["epochs"] * self.steps_per_epoch
        self.began = time.perf_counter()
        self.epochs = []

    def parameters(self):
        """Starting values: means of the dense network, small variances, gates almost open."""
        values = {}
        for layer, (inputs, units) in enumerate(zip(self.task["widths"], self.task["widths"][1:])):
            name = f"layers.{layer}."
            values[name + "slabMean"] = self.start[name + "weight"].copy()
            values[name + "biasMean"] = self.start[name + "bias"].copy()
            values[name + "slabLogVariance"] = numpy.full((units, inputs), -10, numpy.float32)
            values[name + "biasLogVariance"] = numpy.full(units, -10, numpy.float32)
            if layer < len(self.task["widths"]) - 2:
                values[name + "inclusionLogit"] = numpy.full(units, 4, numpy.float32)
        values["inputs.inclusionLogit"] = numpy.full(self.task["widths"][0], 4, numpy.float32)
        return values

    def rate_factor(self, step):
        """Of the learning rate in a step, counted from 1: a linear rise, then half a cosine down to 0."""
        rise = math.ceil(self.total_steps / 20)
        if step <= rise:
            return step / rise
        return 0.5 * (1 + math.cos(math.pi * min(1, (step - rise) / max(1, self.total_steps - rise))))

    def warm_up(self, step):
        """The part of the slab's divergence in force."""
        return min(1, step / max(1, math.ceil(self.total_steps * 0.55)))

    def log_target(self, warm_up):
        """The log of the expected size that is aimed at."""
        budget, widths = self.task["budget"], self.task["widths"]
        full = sum((inputs + 1) * units for inputs, units in zip(widths, widths[1:]))
        return math.log(budget) + (1 - warm_up) ** 2 * math.log(full / budget)

    def tell(self, accuracy, logits):
        kept = [int((numpy.asarray(values) > 0).sum()) for values in logits]
        elapsed = (time.perf_counter() - self.began) * 1000
        self.epochs.append({"elapsedMs": elapsed, "accuracy": float(accuracy), "kept": kept})

    def answer(self, versions, inputs):
        kept = numpy.flatnonzero(numpy.asarray(inputs) > 0).tolist()
        result = {"epochs": self.epochs, "keptInputs": kept, "peakBytes": peak_bytes(), "versions": versions}
        print(json.dumps(result), flush=True)


def gate_names(widths):
    return ["inputs.inclusionLogit"] + [f"layers.{layer}.inclusionLogit" for layer in range(len(widths) - 2)]
