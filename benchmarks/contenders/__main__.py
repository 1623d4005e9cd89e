"""One contender at one task, in this process; what came of it as JSON on stdout."""

from __future__ import annotations

import importlib
import json
import sys

from .task import Measure, Task


def main() -> None:
    name, told = sys.argv[1:3]
    measure: Measure = importlib.import_module(f"benchmarks.contenders.{name}").run(Task(**json.loads(told)))
    print(json.dumps(measure.told))


if __name__ == "__main__":
    main()
