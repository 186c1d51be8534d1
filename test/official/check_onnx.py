"""Runs the official ONNX checker, shape inference included, on every given file. Needs: pip install onnx

Usage: python check_onnx.py FILE...
Prints one line a file; exits with 1 when any is refused, 2 when none is given.
"""

import sys

import onnx


def describe(path):
    onnx.checker.check_model(path, full_check=True)
    model = onnx.load(path)
    opsets = ", ".join(f"{opset.domain or 'ai.onnx'} {opset.version}" for opset in model.opset_import)
    return f"IR {model.ir_version}, {opsets}, {len(model.graph.node)} nodes"


def main(paths):
    failures = 0
    for path in paths:
        try:
            print(f"ok      {path}: {describe(path)}")
        except Exception as error:  # whatever the checker raises is the finding
            failures += 1
            print(f"FAILED  {path}: {error}")
    return 2 if not paths else int(failures > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
