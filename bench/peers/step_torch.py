"""One training step of the node family in PyTorch, eager or compiled, with fused Adam (contender of bench:step).

The same mathematics as the project's (SS-IG, arXiv 2108.11000), written the way that is fastest here: the variance of
a slab is stored as its log (one elementwise pass less than the log of the deviation; with doubled rate and halved
epsilon Adam moves it exactly alike), row sums are vector products, gradients are set to none, parameters share one
fused optimizer.
"""

import math
import time

import numpy
import torch
import torch.nn.functional as functional

from step_task import answer, initial_parameters, random_rows, read_request, read_safetensors, time_steps

RELAXATION = 0.5
ACTIVATIONS = {"identity": lambda x: x, "relu": functional.relu}


def gate(logit, noise):
    relaxed = torch.sigmoid((logit + noise) / RELAXATION)
    return relaxed + (relaxed.round() - relaxed).detach()


def bernoulli_divergence(logit, prior_logit):
    rest = float(numpy.log1p(numpy.exp(prior_logit)))
    return (torch.sigmoid(logit) * (logit - prior_logit) - functional.softplus(logit) + rest).sum()


def weighted_sums(layer, values, weight, bias):
    if layer["kind"] == "dense":
        return functional.linear(values, weight, bias)
    top, left, bottom, right = layer["pads"]
    padding = (top, left)
    if padding != (bottom, right):
        values, padding = functional.pad(values, (left, right, top, bottom)), 0
    groups = values.shape[1] if layer["groups"] == "depthwise" else layer["groups"]
    return functional.conv2d(values, weight, bias, layer["strides"], padding, layer.get("dilations", 1), groups)


def without_weights(layer, values, outputs):
    kind = layer["kind"]
    if kind == "flatten":
        return values.flatten(1)
    if kind == "add":
        return ACTIVATIONS[layer["activation"]](values + outputs[layer["with"]])
    if kind == "global-pool" and layer["mode"] == "average":
        return values.mean((2, 3))
    if kind == "pool" and layer["mode"] == "max" and not any(layer["pads"]):
        return functional.max_pool2d(values, layer["kernel"], layer["strides"])
    raise ValueError(f"This peer knows no layer like {layer}.")


def make_loss(task):
    image, layers = task["network"].get("image"), task["network"]["layers"]
    weighted = {each["index"]: each for each in task["weighted"]}
    select = task["selectInputs"]

    def loss(parameters, features, labels, noise):
        inclusion = features.new_zeros(())
        for each in task["gates"]:
            inclusion = inclusion + bernoulli_divergence(parameters[each["name"]], each["priorLogit"])
        start, inputs = features, None
        if select:
            logit = parameters["inputs.inclusionLogit"]
            start = features * gate(logit, noise["noise.inputs.gate"])
            inputs = torch.sigmoid(logit)
        if image:
            start = start.view(-1, image["height"], image["width"], image["channels"]).permute(0, 3, 1, 2)
        outputs = []
        slab = features.new_zeros(())
        for index, layer in enumerate(layers):
            source = layer.get("from", index - 1)
            values = start if source == -1 else outputs[source]
            if index not in weighted:
                outputs.append(without_weights(layer, values, outputs))
                continue
            name = f"layers.{index}."
            mean, log_variance = parameters[name + "slabMean"], parameters[name + "slabLogVariance"]
            bias, bias_log_variance = parameters[name + "biasMean"], parameters[name + "biasLogVariance"]
            variance, bias_variance = log_variance.exp(), bias_log_variance.exp()
            sampled_mean = weighted_sums(layer, values, mean, bias)
            sampled_variance = weighted_sums(layer, values * values, variance, bias_variance)
            values = torch.addcmul(sampled_mean, sampled_variance.sqrt(), noise[name_of_noise(index)])
            values = ACTIVATIONS[layer["activation"]](values)

            scale, gate_name = weighted[index]["slabScale"], weighted[index]["gate"]
            precision = 1 / (2 * scale * scale)
            constant = float(numpy.log(scale)) - 0.5
            mean, variance, log_variance = mean.flatten(1), variance.flatten(1), log_variance.flatten(1)
            if select and source == -1:
                moments = variance @ inputs + (mean * mean) @ inputs
                per_unit = moments * precision - 0.5 * (log_variance @ inputs) + inputs.sum() * constant
            else:
                moments = variance.sum(1) + (mean * mean).sum(1)
                per_unit = moments * precision - 0.5 * log_variance.sum(1) + mean.shape[1] * constant
            per_bias = (bias_variance + bias * bias) * precision - 0.5 * bias_log_variance + constant
            per_unit = per_unit + per_bias
            if gate_name is None:
                slab = slab + per_unit.sum()
            else:
                logit = parameters[gate_name]
                kept = gate(logit, noise[name_of_gate_noise(gate_name)])
                values = values * kept.view(-1, *[1] * (values.dim() - 2))
                slab = slab + torch.dot(torch.sigmoid(logit), per_unit)
            outputs.append(values)
        return functional.cross_entropy(outputs[-1], labels) + (slab + inclusion) / task["examples"]

    return loss


def name_of_noise(layer):
    return f"noise.layers.{layer}.activation"


def name_of_gate_noise(inclusion):
    return f"noise.{inclusion.removesuffix('.inclusionLogit')}.gate"


def with_log_variances(values):
    """Tensors that learn, from arrays by the names of a posterior file."""
    parameters = {}
    for name, value in values.items():
        if name.endswith("LogStdDev"):
            name, value = name.replace("LogStdDev", "LogVariance"), 2 * value
        parameters[name] = torch.tensor(value, requires_grad=True)
    return parameters


def make_optimizer(task, parameters):
    rates = task["rates"]

    def group(part, **options):
        return {"params": [value for name, value in parameters.items() if part(name)], **options}

    return torch.optim.Adam(
        [
            group(lambda name: name.endswith("Mean"), lr=rates["weight"]),
            group(lambda name: name.endswith("LogVariance"), lr=2 * rates["logStdDev"], eps=5e-9),
            group(lambda name: name.endswith("inclusionLogit"), lr=rates["inclusion"]),
        ],
        fused=True,
    )


def make_noise(task):
    """Normal noise for pre-activations, logistic noise for gates: one draw each, then cut into parts."""
    normal = [(name_of_noise(each["index"]), (task["batchSize"], *each["outputShape"])) for each in task["weighted"]]
    gates = [(name_of_gate_noise(each["name"]), each["size"]) for each in task["gates"]]
    normal_sizes = [math.prod(shape) for _, shape in normal]
    gate_sizes = [units for _, units in gates]

    def draw():
        parts = torch.randn(sum(normal_sizes)).split(normal_sizes)
        noise = {name: part.view(shape) for (name, shape), part in zip(normal, parts)}
        logistic = torch.logit(torch.rand(sum(gate_sizes)), eps=1e-7).split(gate_sizes)
        noise.update({name: part for (name, _), part in zip(gates, logistic)})
        return noise

    return draw


def main():
    request = read_request()
    task = request["task"]
    began = time.perf_counter()
    torch.set_num_threads(request["threads"])
    torch.set_default_device(request["device"])
    torch.manual_seed(1)
    random = numpy.random.default_rng(1)
    loss_of = make_loss(task)
    if request["contender"] == "torch compiled":
        loss_of = torch.compile(loss_of, fullgraph=True, dynamic=False)

    if "parityFile" in request:
        parity(task, loss_of, read_safetensors(request["parityFile"]))
        return

    parameters = with_log_variances(initial_parameters(task, random))
    optimizer = make_optimizer(task, parameters)
    pixels, labels = (torch.tensor(array) for array in random_rows(task, random))
    draw = make_noise(task)
    order = torch.randperm(task["rows"])
    per_round = task["rows"] // task["batchSize"]

    def step(index):
        start = (index % per_round) * task["batchSize"]
        rows = order[start : start + task["batchSize"]]
        features = pixels[rows].float().mul_(1 / 255)
        loss = loss_of(parameters, features, labels[rows], draw())
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

    def finish():
        if request["device"] == "cuda":
            torch.cuda.synchronize()

    timing = time_steps(step, finish, request["seconds"], began)
    where = "on the card" if request["device"] == "cuda" else "in the step's thread"
    answer({**timing, "versions": {"torch": torch.__version__}, "noise": f"torch.randn, {where}"})


def parity(task, loss_of, file):
    names = set(initial_parameters(task, numpy.random.default_rng(1)))
    parameters = with_log_variances({name: file[name] for name in names})
    optimizer = make_optimizer(task, parameters)
    losses = []
    for step in range(file["features"].shape[0]):

        def fed(name, shape):
            return torch.tensor(file[name][step].reshape(shape))

        noise = {name: fed(name, -1) for name in file if name.startswith("noise.") and name.endswith("gate")}
        for each in task["weighted"]:
            name = name_of_noise(each["index"])
            noise[name] = fed(name, (task["batchSize"], *each["outputShape"]))
        features = fed("features", (task["batchSize"], -1))
        labels = fed("targets", (task["batchSize"], -1)).argmax(1)
        loss = loss_of(parameters, features, labels, noise)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    answer({"losses": losses})


main()
