"""One training step of the node family in JAX, compiled whole: noise, gradients and Adam (contender of bench:step).

The same mathematics as step_torch.py. Parameters and moments are donated, so that the compiled step updates them in
place; random bits come from XLA's own generator, several times faster on a CPU than the default one.
"""

import os
import time

from step_task import answer, initial_parameters, random_rows, read_request, read_safetensors, time_steps

request = read_request()
os.environ.setdefault("JAX_PLATFORMS", request["device"])
os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")

import jax
import jax.numpy as jnp
import numpy

from gate_jax import gate

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8


def bernoulli_divergence(logit, prior_logit):
    rest = float(numpy.log1p(numpy.exp(prior_logit)))
    return (jax.nn.sigmoid(logit) * (logit - prior_logit) - jax.nn.softplus(logit) + rest).sum()


def make_loss(task):
    prior, last = task["prior"], len(task["widths"]) - 2

    def loss(parameters, features, labels, noise):
        values, inputs, inclusion, slab = features, None, 0.0, 0.0
        if task["selectInputs"]:
            logit = parameters["inputs.inclusionLogit"]
            values = values * gate(logit, noise["noise.inputs.gate"])
            inclusion = bernoulli_divergence(logit, prior["inputLogit"])
            inputs = jax.nn.sigmoid(logit)
        for layer in range(last + 1):
            name = f"layers.{layer}."
            mean, log_variance = parameters[name + "slabMean"], parameters[name + "slabLogVariance"]
            bias, bias_log_variance = parameters[name + "biasMean"], parameters[name + "biasLogVariance"]
            variance, bias_variance = jnp.exp(log_variance), jnp.exp(bias_log_variance)
            sampled_mean = values @ mean.T + bias
            sampled_variance = (values * values) @ variance.T + bias_variance
            values = sampled_mean + jnp.sqrt(sampled_variance) * noise[name_of_noise(layer)]

            scale = prior["slabScales"][layer]
            precision, constant = 1 / (2 * scale * scale), float(numpy.log(scale)) - 0.5
            each = (variance + mean * mean) * precision - 0.5 * log_variance + constant
            per_unit = each @ inputs if layer == 0 and task["selectInputs"] else each.sum(1)
            per_unit += (bias_variance + bias * bias) * precision - 0.5 * bias_log_variance + constant
            if layer < last:
                logit = parameters[name + "inclusionLogit"]
                values = jax.nn.relu(values) * gate(logit, noise[f"noise.layers.{layer}.gate"])
                inclusion += bernoulli_divergence(logit, prior["unitLogits"][layer])
                slab += jax.nn.sigmoid(logit) @ per_unit
            else:
                slab += per_unit.sum()
        likelihood = -jnp.take_along_axis(jax.nn.log_softmax(values), labels[:, None], 1).mean()
        return likelihood + (slab + inclusion) / task["examples"]

    return loss


def name_of_noise(layer):
    return f"noise.layers.{layer}.activation"


def make_update(task):
    """Loss and gradients, then Adam."""
    rates = task["rates"]
    value_and_gradients = jax.value_and_grad(make_loss(task))

    def rate_and_epsilon(name):
        if name.endswith("inclusionLogit"):
            return rates["inclusion"], EPSILON
        return (rates["weight"], EPSILON) if name.endswith("Mean") else (2 * rates["logStdDev"], EPSILON / 2)

    def update(parameters, first, second, count, features, labels, noise):
        loss, gradients = value_and_gradients(parameters, features, labels, noise)
        first = {name: BETA1 * first[name] + (1 - BETA1) * gradients[name] for name in parameters}
        second = {name: BETA2 * second[name] + (1 - BETA2) * gradients[name] ** 2 for name in parameters}
        step, root = 1 / (1 - BETA1**count), jnp.sqrt(1 - BETA2**count)

        def moved(name):
            rate, epsilon = rate_and_epsilon(name)
            return parameters[name] - rate * step * first[name] / (jnp.sqrt(second[name]) / root + epsilon)

        return loss, {name: moved(name) for name in parameters}, first, second

    return update


def draw_noise(task, key):
    widths = task["widths"]
    keys = iter(jax.random.split(key, 2 * len(widths)))
    noise = {
        name_of_noise(layer): jax.random.normal(next(keys), (task["batchSize"], units))
        for layer, units in enumerate(widths[1:])
    }
    for layer, units in enumerate(widths[1:-1]):
        noise[f"noise.layers.{layer}.gate"] = jax.random.logistic(next(keys), (units,))
    if task["selectInputs"]:
        noise["noise.inputs.gate"] = jax.random.logistic(next(keys), (widths[0],))
    return noise


def with_log_variances(values):
    return {
        name.replace("LogStdDev", "LogVariance"): jnp.asarray(2 * value if name.endswith("LogStdDev") else value)
        for name, value in values.items()
    }


def main():
    # Full float32 on cards as well, as the others compute.
    jax.config.update("jax_default_matmul_precision", "highest")
    task = request["task"]
    began = time.perf_counter()
    update = make_update(task)
    random = numpy.random.default_rng(1)
    if "parityFile" in request:
        parity(task, jax.jit(update), read_safetensors(request["parityFile"]))
        return

    parameters = with_log_variances(initial_parameters(task, random))
    state = (parameters, jax.tree.map(jnp.zeros_like, parameters), jax.tree.map(jnp.zeros_like, parameters))
    pixels, labels = (jnp.asarray(array) for array in random_rows(task, random))
    key = jax.random.key(1, impl="unsafe_rbg")
    order = jnp.asarray(random.permutation(task["rows"]))
    batch = task["batchSize"]

    def whole(state, index, key, pixels, labels, order):
        start = (index * batch) % task["rows"]
        rows = jax.lax.dynamic_slice(order, (start,), (batch,))
        features = pixels[rows].astype(jnp.float32) / 255
        noise = draw_noise(task, jax.random.fold_in(key, index))
        loss, *state = update(*state, (index + 1).astype(jnp.float32), features, labels[rows], noise)
        return loss, tuple(state)

    compiled = jax.jit(whole, donate_argnums=0)
    loss = None

    def step(index):
        nonlocal state, loss
        loss, state = compiled(state, jnp.int32(index), key, pixels, labels, order)

    timing = time_steps(step, lambda: loss.block_until_ready(), request["seconds"], began)
    answer({**timing, "versions": {"jax": jax.__version__}, "noise": "inside the compiled step (unsafe_rbg)"})


def parity(task, update, file):
    names = set(initial_parameters(task, numpy.random.default_rng(1)))
    parameters = with_log_variances({name: file[name] for name in names})
    first, second = jax.tree.map(jnp.zeros_like, parameters), jax.tree.map(jnp.zeros_like, parameters)
    batch = task["batchSize"]
    losses = []
    for step in range(file["features"].shape[0]):
        noise = {name: jnp.asarray(file[name][step]) for name in file if name.startswith("noise.")}
        for layer in range(len(task["widths"]) - 1):
            noise[name_of_noise(layer)] = noise[name_of_noise(layer)].reshape(batch, -1)
        features = jnp.asarray(file["features"][step].reshape(batch, -1))
        labels = jnp.asarray(file["targets"][step].reshape(batch, -1).argmax(1))
        loss, parameters, first, second = update(parameters, first, second, step + 1.0, features, labels, noise)
        losses.append(float(loss))
    answer({"losses": losses})


main()
