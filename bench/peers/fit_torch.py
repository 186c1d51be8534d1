"""The whole fit of the node family in PyTorch, eager or compiled, with fused Adam (contender of bench:fit)."""

import math

import numpy
import torch
import torch.nn.functional as functional

from fit_task import Fit, gate_names
from step_task import read_request

RELAXATION = 0.5


def gate(logit, noise):
    relaxed = torch.sigmoid((logit + noise) / RELAXATION)
    return relaxed + (relaxed.round() - relaxed).detach()


def make_loss(task):
    widths, scales, tempering = task["widths"], task["slabScales"], task["slabTempering"]
    weight, temperature = task["distillation"]["weight"], task["distillation"]["temperature"]
    gates, last = gate_names(widths), len(widths) - 2

    def loss(parameters, features, labels, teacher, normal, logistic, warm_up, price):
        probabilities = [torch.sigmoid(parameters[name]) for name in gates]
        values = features * gate(parameters[gates[0]], logistic[0])
        slab = features.new_zeros(())
        for layer in range(last + 1):
            name = f"layers.{layer}."
            mean, log_variance = parameters[name + "slabMean"], parameters[name + "slabLogVariance"]
            bias, bias_log_variance = parameters[name + "biasMean"], parameters[name + "biasLogVariance"]
            variance, bias_variance = log_variance.exp(), bias_log_variance.exp()
            sampled_mean = functional.linear(values, mean, bias)
            sampled_variance = functional.linear(values * values, variance, bias_variance)
            values = torch.addcmul(sampled_mean, sampled_variance.sqrt(), normal[layer])

            precision, constant = 1 / (2 * scales[layer] ** 2), math.log(scales[layer]) - 0.5
            if layer == 0:
                inputs = probabilities[0]
                moments = variance @ inputs + (mean * mean) @ inputs
                per_unit = moments * precision - 0.5 * (log_variance @ inputs) + inputs.sum() * constant
            else:
                moments = variance.sum(1) + (mean * mean).sum(1)
                per_unit = moments * precision - 0.5 * log_variance.sum(1) + mean.shape[1] * constant
            per_unit = per_unit + (bias_variance + bias * bias) * precision - 0.5 * bias_log_variance + constant
            if layer < last:
                values = functional.relu(values) * gate(parameters[gates[layer + 1]], logistic[layer + 1])
                slab = slab + torch.dot(probabilities[layer + 1], per_unit)
            else:
                slab = slab + per_unit.sum()

        # With prior log-odds of 0 the divergence of a gate is log 2 minus its entropy.
        inclusion = features.new_zeros(())
        for name, probability in zip(gates, probabilities):
            logit = parameters[name]
            inclusion = inclusion + (probability * logit - functional.softplus(logit) + math.log(2)).sum()
        expected = [probability.sum() for probability in probabilities] + [widths[-1]]
        size = sum((before + 1) * after for before, after in zip(expected, expected[1:]))
        plain = functional.cross_entropy(values, labels)
        softened = torch.softmax(teacher / temperature, 1)
        distilled = -(softened * torch.log_softmax(values / temperature, 1)).sum(1).mean()
        likelihood = (1 - weight) * plain + weight * temperature**2 * distilled
        divergence = tempering * warm_up * slab + inclusion + price * size
        return likelihood + divergence / task["examples"], size.detach()

    return loss


def predict(parameters, features, widths):
    gates = gate_names(widths)
    values = features * (parameters[gates[0]] > 0)
    for layer in range(len(widths) - 1):
        name = f"layers.{layer}."
        values = functional.linear(values, parameters[name + "slabMean"], parameters[name + "biasMean"])
        if layer < len(widths) - 2:
            values = functional.relu(values) * (parameters[gates[layer + 1]] > 0)
    return values


def main():
    request = read_request()
    fit = Fit(request)
    task, widths, batch = fit.task, fit.task["widths"], fit.task["batchSize"]
    torch.set_num_threads(fit.threads)
    torch.manual_seed(fit.seed)
    loss_of = make_loss(task)
    if request["contender"] == "torch compiled":
        loss_of = torch.compile(loss_of, fullgraph=True, dynamic=False)
    parameters = {name: torch.tensor(value, requires_grad=True) for name, value in fit.parameters().items()}
    peaks = {"Mean": task["rates"]["weight"], "Variance": 2 * task["rates"]["weight"], "Logit": task["rates"]["inclusion"]}
    groups = [
        {"params": [value for name, value in parameters.items() if name.endswith(end)], "lr": peak, "peak": peak}
        for end, peak in peaks.items()
    ]
    optimizer = torch.optim.Adam(groups, fused=True)
    pixels, labels, teacher = (torch.from_numpy(each) for each in (fit.pixels, fit.labels, fit.teacher))
    held_out = torch.from_numpy(fit.validation_pixels).float().mul_(1 / 255)
    held_out_labels = torch.from_numpy(fit.validation_labels)
    price = torch.tensor(0.5)
    for epoch in range(task["epochs"]):
        order = torch.randperm(len(labels))
        for index in range(fit.steps_per_epoch):
            step = epoch * fit.steps_per_epoch + index + 1
            rows = order[index * batch : (index + 1) * batch]
            features = pixels[rows].float().mul_(1 / 255)
            normal = torch.randn(batch * sum(widths[1:])).split([batch * units for units in widths[1:]])
            normal = [part.view(batch, units) for part, units in zip(normal, widths[1:])]
            logistic = torch.logit(torch.rand(sum(widths[:-1])), eps=1e-7).split(widths[:-1])
            warm_up = fit.warm_up(step)
            loss, size = loss_of(
                parameters, features, labels[rows], teacher[rows], normal, logistic, torch.tensor(warm_up), price
            )
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            for group in optimizer.param_groups:
                group["lr"] = group["peak"] * fit.rate_factor(step)
            optimizer.step()
            excess = (3 * (size.log() - fit.log_target(warm_up))).clamp(-1, 1)
            price = (price * (0.005 * excess).exp()).clamp(0.01, 1000)
        with torch.no_grad():
            predicted = predict(parameters, held_out, widths).argmax(1)
            accuracy = (predicted == held_out_labels).float().mean()
            fit.tell(accuracy, [parameters[name].numpy() for name in gate_names(widths)])
    fit.answer({"torch": torch.__version__}, parameters["inputs.inclusionLogit"].detach().numpy())


main()
