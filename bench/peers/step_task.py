"""What the Python contenders of bench:step share: the request, the parity file, the batches, the answer."""

import json
import math
import sys
import time

import numpy


def read_request():
    return json.loads(sys.argv[-1])


def read_safetensors(path):
    """Arrays by name. The format: a little-endian u64, that many bytes of JSON, then the data."""
    with open(path, "rb") as file:
        content = file.read()
    size = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + size])
    return {
        name: numpy.frombuffer(
            content, numpy.float32, offset=8 + size + entry["data_offsets"][0], count=int(numpy.prod(entry["shape"]))
        ).reshape(entry["shape"])
        for name, entry in header.items()
        if name != "__metadata__"
    }


def initial_parameters(task, random):
    """The node family's starting values by the names they have in a posterior file."""
    values = {}
    for each in task["weighted"]:
        name, shape = f"layers.{each['index']}.", tuple(each["shape"])
        units, inputs = shape[0], math.prod(shape[1:])
        values[name + "slabMean"] = random.standard_normal(shape) * (2 / inputs) ** 0.5
        values[name + "slabLogStdDev"] = numpy.full(shape, -5.0)
        values[name + "biasMean"] = numpy.zeros(units)
        values[name + "biasLogStdDev"] = numpy.full(units, -5.0)
    for each in task["gates"]:
        values[each["name"]] = numpy.full(each["size"], 4.0)
    return {name: value.astype(numpy.float32) for name, value in values.items()}


def random_rows(task, random):
    """Pixels as bytes, and labels."""
    rows = task["rows"]
    return (
        random.integers(0, 256, (rows, task["network"]["inputs"]), dtype=numpy.uint8),
        random.integers(0, task["outputs"], rows),
    )


STEPS_PER_GROUP = 4


def time_steps(step, finish, seconds, began):
    """Times groups of steps. `step(i)` takes one, `finish()` waits for what was asked for."""
    step(0)
    finish()
    first_step_at = time.time() * 1000
    set_up_ms = (time.perf_counter() - began) * 1000
    count = 1
    groups = []
    warm_up_groups = 3
    elapsed = cpu = 0.0
    while len(groups) < warm_up_groups + 3 or elapsed < seconds:
        cpu_before = time.process_time()
        start = time.perf_counter()
        for _ in range(STEPS_PER_GROUP):
            step(count)
            count += 1
        finish()
        took = time.perf_counter() - start
        groups.append(took * 1000 / STEPS_PER_GROUP)
        if len(groups) > warm_up_groups:
            elapsed += took
            cpu += time.process_time() - cpu_before
    return {
        "groupsMs": groups[warm_up_groups:],
        "stepsPerGroup": STEPS_PER_GROUP,
        "cpuMsPerStep": cpu * 1000 / (len(groups) - warm_up_groups) / STEPS_PER_GROUP,
        "firstStepAt": first_step_at,
        "setUpMs": set_up_ms,
        "peakBytes": peak_bytes(),
    }


def peak_bytes():
    try:
        with open("/proc/self/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return 1024 * int(line.split()[1])
    except OSError:
        pass
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def answer(result):
    print(json.dumps(result), flush=True)
