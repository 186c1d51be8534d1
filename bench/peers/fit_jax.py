"""The whole fit of the node family in JAX, a step compiled whole (contender of bench:fit)."""

import math
import os

from fit_task import Fit, gate_names
from step_task import read_request

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import jax.numpy as jnp

from gate_jax import gate

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8


def make_loss(task):
    widths, scales, tempering = task["widths"], task["slabScales"], task["slabTempering"]
    weight, temperature = task["distillation"]["weight"], task["distillation"]["temperature"]
    gates, last = gate_names(widths), len(widths) - 2

    def loss(parameters, features, labels, teacher, key, warm_up, price):
        keys = iter(jax.random.split(key, 2 * len(widths)))
        logistic = [jax.random.logistic(next(keys), (size,)) for size in widths[:-1]]
        normal = [jax.random.normal(next(keys), (features.shape[0], units)) for units in widths[1:]]
        probabilities = [jax.nn.sigmoid(parameters[name]) for name in gates]
        values = features * gate(parameters[gates[0]], logistic[0])
        slab = 0.0
        for layer in range(last + 1):
            name = f"layers.{layer}."
            mean, log_variance = parameters[name + "slabMean"], parameters[name + "slabLogVariance"]
            bias, bias_log_variance = parameters[name + "biasMean"], parameters[name + "biasLogVariance"]
            variance, bias_variance = jnp.exp(log_variance), jnp.exp(bias_log_variance)
            sampled_mean = values @ mean.T + bias
            sampled_variance = (values * values) @ variance.T + bias_variance
            values = sampled_mean + jnp.sqrt(sampled_variance) * normal[layer]

            precision, constant = 1 / (2 * scales[layer] ** 2), math.log(scales[layer]) - 0.5
            each = (variance + mean * mean) * precision - 0.5 * log_variance + constant
            per_unit = each @ probabilities[0] if layer == 0 else each.sum(1)
            per_unit += (bias_variance + bias * bias) * precision - 0.5 * bias_log_variance + constant
            if layer < last:
                values = jax.nn.relu(values) * gate(parameters[gates[layer + 1]], logistic[layer + 1])
                slab += probabilities[layer + 1] @ per_unit
            else:
                slab += per_unit.sum()

        # With prior log-odds of 0 the divergence of a gate is log 2 minus its entropy.
        inclusion = sum(
            (probability * parameters[name] - jax.nn.softplus(parameters[name]) + math.log(2)).sum()
            for name, probability in zip(gates, probabilities)
        )
        expected = [probability.sum() for probability in probabilities] + [widths[-1]]
        size = sum((before + 1) * after for before, after in zip(expected, expected[1:]))
        plain = -jnp.take_along_axis(jax.nn.log_softmax(values), labels[:, None], 1).mean()
        softened = jax.nn.softmax(teacher / temperature)
        distilled = -(softened * jax.nn.log_softmax(values / temperature)).sum(1).mean()
        likelihood = (1 - weight) * plain + weight * temperature**2 * distilled
        divergence = tempering * warm_up * slab + inclusion + price * size
        return likelihood + divergence / task["examples"], size

    return loss


def make_step(task):
    value_and_gradients = jax.value_and_grad(make_loss(task), has_aux=True)

    def rate_of(name):
        if name.endswith("inclusionLogit"):
            return task["rates"]["inclusion"]
        return task["rates"]["weight"] * (1 if name.endswith("Mean") else 2)

    def step(state, count, rows, key, data, factor, warm_up, log_target):
        parameters, first, second, price = state
        pixels, labels, teacher = data
        features = pixels[rows].astype(jnp.float32) / 255
        key = jax.random.fold_in(key, count)
        (_, size), gradients = value_and_gradients(
            parameters, features, labels[rows], teacher[rows], key, warm_up, price
        )
        first = {name: BETA1 * first[name] + (1 - BETA1) * gradients[name] for name in parameters}
        second = {name: BETA2 * second[name] + (1 - BETA2) * gradients[name] ** 2 for name in parameters}
        steps = count.astype(jnp.float32)
        scale, root = factor / (1 - BETA1**steps), jnp.sqrt(1 - BETA2**steps)
        parameters = {
            name: value - rate_of(name) * scale * first[name] / (jnp.sqrt(second[name]) / root + EPSILON)
            for name, value in parameters.items()
        }
        excess = jnp.clip(3 * (jnp.log(size) - log_target), -1, 1)
        return parameters, first, second, jnp.clip(price * jnp.exp(0.005 * excess), 0.01, 1000)

    return jax.jit(step, donate_argnums=0)


def make_predict(widths):
    gates = gate_names(widths)

    def predict(parameters, features):
        values = features * (parameters[gates[0]] > 0)
        for layer in range(len(widths) - 1):
            name = f"layers.{layer}."
            values = values @ parameters[name + "slabMean"].T + parameters[name + "biasMean"]
            if layer < len(widths) - 2:
                values = jax.nn.relu(values) * (parameters[gates[layer + 1]] > 0)
        return values.argmax(1)

    return jax.jit(predict)


def main():
    fit = Fit(read_request())
    task, widths, batch = fit.task, fit.task["widths"], fit.task["batchSize"]
    step_of, predict = make_step(task), make_predict(widths)
    parameters = {name: jnp.asarray(value) for name, value in fit.parameters().items()}
    state = (parameters, jax.tree.map(jnp.zeros_like, parameters), jax.tree.map(jnp.zeros_like, parameters), jnp.float32(0.5))
    data = tuple(jnp.asarray(each) for each in (fit.pixels, fit.labels, fit.teacher))
    held_out = jnp.asarray(fit.validation_pixels).astype(jnp.float32) / 255
    key = jax.random.key(fit.seed, impl="unsafe_rbg")
    for epoch in range(task["epochs"]):
        order = fit.random.permutation(len(fit.labels))
        for index in range(fit.steps_per_epoch):
            step = epoch * fit.steps_per_epoch + index + 1
            warm_up = fit.warm_up(step)
            rows = jnp.asarray(order[index * batch : (index + 1) * batch])
            state = step_of(
                state, jnp.int32(step), rows, key, data, fit.rate_factor(step), warm_up, fit.log_target(warm_up)
            )
        parameters = state[0]
        accuracy = (predict(parameters, held_out) == fit.validation_labels).mean()
        fit.tell(accuracy, [parameters[name] for name in gate_names(widths)])
    fit.answer({"jax": jax.__version__}, parameters["inputs.inclusionLogit"])


main()
