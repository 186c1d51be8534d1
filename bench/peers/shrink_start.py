"""The dense network of a task of bench:shrink, as PyTorch trains and writes it."""

import torch

from shrink_task import Task, answer, export, parameter_count, train

task = Task()
model = train(task, task.dense(trained=False), task.request["epochs"], weight_decay=0.02)
torch.save(model.state_dict(), f"{task.folder}/dense.pt")
torch.save(task.answers(model), f"{task.folder}/answers.pt")
path = f"{task.folder}/dense.onnx"
export(task, model, path)
answer({"path": path, "parameters": parameter_count(model.body), "versions": {"torch": torch.__version__}})
