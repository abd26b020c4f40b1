"""One temporary folder for the files of a test run; each xdist worker has a part of its own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def run_folder():
    """The folder of this process. Processes that it starts share it; whoever made it removes it."""
    if "TEST_DATA_DIR" not in os.environ:
        made = tempfile.mkdtemp(prefix="hirepilot-run-")
        os.environ["TEST_DATA_DIR"] = made
        atexit.register(_remove, made, os.getpid())
    folder = Path(os.environ["TEST_DATA_DIR"], os.environ.get("PYTEST_XDIST_WORKER", "main"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _remove(folder, owner):
    if os.getpid() == owner:  # not a fork of it
        shutil.rmtree(folder, ignore_errors=True)
