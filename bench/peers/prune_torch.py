"""Torch-Pruning (pip install torch-pruning) on the dense network of a task of bench:shrink.

As many epochs as ours takes: those of our posterior are its rounds of pruning and training (or, for group-norm, the
training with its penalty before one cut), and the fine-tuning is the same. By --method of the request:
  magnitude    GroupMagnitudeImportance, all layers compared with each other
  taylor       GroupTaylorImportance, likewise, with the gradients of 8 batches
  group-norm   GroupNormPruner: sparse training with the group penalty
  magnitude, inputs   the first, and in each round the same share of inputs, those of the smallest columns in the first
                      layer, which the package leaves to its user"""

import copy

import torch
import torch_pruning
from torch.nn import functional

from shrink_task import Task, answer, export, parameter_count, train


def pruner_of(task, body, method, ratio):
    layers = [module for module in body if isinstance(module, (torch.nn.Linear, torch.nn.Conv2d))]
    importance = (
        torch_pruning.importance.GroupTaylorImportance()
        if method == "taylor"
        else torch_pruning.importance.GroupMagnitudeImportance(p=2)
    )
    kind = torch_pruning.pruner.GroupNormPruner if method == "group-norm" else torch_pruning.pruner.BasePruner
    return kind(
        body, example_inputs(task, body), importance=importance, global_pruning=True, pruning_ratio=ratio,
        ignored_layers=[layers[-1]],
    )  # fmt: skip


def example_inputs(task, body):
    first = body[0]
    return torch.zeros(2, first.in_features) if isinstance(first, torch.nn.Linear) else task.rows[:2]


def cut(task, model, method, ratio):
    """A copy with this share of its units taken away."""
    smaller = copy.deepcopy(model)
    pruner = pruner_of(task, smaller.body, method, ratio)
    if method == "taylor":
        # deepcopy does not take gradients along.
        for own, source in zip(smaller.parameters(), model.parameters()):
            own.grad = source.grad.clone()
    pruner.step()
    if "inputs" in method:
        cut_inputs(smaller, ratio)
    return smaller


def cut_inputs(model, ratio):
    first = model.body[0]
    kept = model.kept if model.kept is not None else torch.arange(first.in_features)
    goes = int(ratio * len(kept))
    smallest = first.weight.detach().norm(dim=0).argsort()[:goes].tolist()
    if smallest:
        torch_pruning.prune_linear_in_channels(first, smallest)
        stays = torch.ones(len(kept), dtype=torch.bool)
        stays[smallest] = False
        model.kept = kept[stays]


def cut_to(task, model, method, budget):
    """The largest cut within the budget: the share is searched for by bisection."""
    if parameter_count(model.body) <= budget:
        return model
    if method == "taylor":
        model.zero_grad()
        for rows in torch.arange(min(8 * task.batch_size, len(task.labels))).split(task.batch_size):
            functional.cross_entropy(model(task.rows[rows]), task.labels[rows]).backward()
    low, high, best = 0.0, 1.0, None
    for _ in range(10):
        ratio = (low + high) / 2
        smaller = cut(task, model, method, ratio)
        if parameter_count(smaller.body) <= budget:
            high, best = ratio, smaller
        else:
            low = ratio
    return best


def widths(body):
    return "-".join(str(module.weight.shape[0]) for module in body if hasattr(module, "weight"))


def main():
    task = Task()
    method, epochs, budget = task.request["method"], task.request["epochs"], task.request["parameters"]
    teacher = torch.load(f"{task.folder}/answers.pt")
    model = task.dense()
    if method == "group-norm":
        pruner = pruner_of(task, model.body, method, 0.5)
        pruner.update_regularizer()
        train(task, model, epochs, teacher, constant=True, after_gradient=lambda: pruner.regularize(model.body))
        model = cut_to(task, model, method, budget)
    else:
        rounds = max(1, min(epochs, task.request["rounds"]))
        full = parameter_count(model.body)
        for index in range(1, rounds + 1):
            model = cut_to(task, model, method, round(full * (budget / full) ** (index / rounds)))
            if model is None:
                break
            share = epochs * index // rounds - epochs * (index - 1) // rounds
            train(task, model, share, teacher, constant=True)
    if model is None:
        answer({"failure": "no cut of this method is as small"})
        return
    train(task, model, task.request["fineTuneEpochs"], teacher)
    path = f"{task.folder}/{task.request['output']}"
    export(task, model, path)
    inputs = None if model.kept is None else len(model.kept)
    versions = {"torch": torch.__version__, "torch-pruning": torch_pruning.__version__}
    answer({
        "path": path, "parameters": parameter_count(model.body), "widths": widths(model.body),
        "inputs": inputs, "versions": versions,
    })  # fmt: skip


main()
