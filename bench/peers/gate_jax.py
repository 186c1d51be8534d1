"""A sampled 0/1 indicator in JAX that differentiates as its relaxation (contenders of bench:step and bench:fit)."""

import jax
import jax.numpy as jnp

RELAXATION = 0.5


@jax.custom_jvp
def rounded(relaxed):
    return jnp.round(relaxed)


@rounded.defjvp
def rounded_jvp(primals, tangents):
    return jnp.round(primals[0]), tangents[0]


def gate(logit, noise):
    return rounded(jax.nn.sigmoid((logit + noise) / RELAXATION))
