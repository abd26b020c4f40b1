"""`./run bench [name]`: prints one JSON line a figure, with the limit measured in the same run.

{"name", "value", "unit", "limit", "ratio"}
"""

import os
import sys
from importlib import import_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")

BENCHMARKS = {
    "import": "tests.benchmarks.imports",
    "import_xlsx": "tests.benchmarks.workbooks",
    "export": "tests.benchmarks.exports",
    "pages": "tests.benchmarks.pages",
}


def main(names):
    import_module("django").setup()
    unknown = set(names) - BENCHMARKS.keys()
    if unknown:
        sys.exit(f"No such benchmark: {', '.join(sorted(unknown))}. There are: {', '.join(BENCHMARKS)}.")
    for name in names or BENCHMARKS:
        import_module(BENCHMARKS[name]).main()


if __name__ == "__main__":
    main(sys.argv[1:])
