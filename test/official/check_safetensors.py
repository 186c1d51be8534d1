"""Opens every given file with the safetensors package. Needs: pip install safetensors numpy

Usage: python check_safetensors.py FILE...
Prints one line a file; exits with 1 when any cannot be opened, 2 when none is given.
"""

import sys

from safetensors import safe_open


def describe(path):
    with safe_open(path, framework="np") as file:
        count = sum(file.get_tensor(name).size for name in file.keys())
        metadata = sorted(file.metadata() or {})
        return f"{len(file.keys())} tensors, {count} values, metadata {metadata}"


def main(paths):
    failures = 0
    for path in paths:
        try:
            print(f"ok      {path}: {describe(path)}")
        except Exception as error:  # whatever the package raises is the finding
            failures += 1
            print(f"FAILED  {path}: {error}")
    return 2 if not paths else int(failures > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
