"""Starting programs, and being sure that they are gone."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

from hirepilot.bootstrap.errors import StepFailed
from hirepilot.bootstrap.packages import ROOT
from hirepilot.devdb import die_with_parent

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE_SECONDS = 10
SHORTEST_LIFE = 5  # a service that dies sooner would only die again


class Stopped(BaseException):
    """Ctrl-C, or the machine told us to end. Not an Exception: no handler of errors may eat it."""

    def __init__(self, number):
        super().__init__(number)
        self.number = number


def stop_on_signals():
    """From now on these raise Stopped, once: nothing interrupts the clean-up, which takes 12 s at most."""

    def stop(number, _frame):
        for name in STOP_SIGNALS:
            signal.signal(name, signal.SIG_IGN)
        raise Stopped(number)

    for name in STOP_SIGNALS:
        if (
            signal.getsignal(name) is not signal.SIG_IGN
        ):  # nohup and background jobs of a shell stay as they are
            signal.signal(name, stop)


def step(name, command, env):
    """Run a program that has to succeed; what it prints to standard output is the result."""
    done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        print(done.stdout, end="")
        raise StepFailed(name, done.returncode)
    return done.stdout


def in_foreground(command, env):
    """Run a program that has the terminal, and return its exit code. It, not we, answers Ctrl-C."""
    child = subprocess.Popen(command, cwd=ROOT, env=env, preexec_fn=die_with_parent(signal.SIGINT))
    deadline = None

    def relay(number, _frame):
        nonlocal deadline
        if (
            number != signal.SIGINT or not _terminal_is_ours()
        ):  # the terminal has already told its whole group
            child.send_signal(signal.SIGINT)
            deadline = time.monotonic() + GRACE_SECONDS

    before = {
        name: signal.signal(name, relay)
        for name in STOP_SIGNALS
        if signal.getsignal(name) is not signal.SIG_IGN
    }
    try:
        while child.poll() is None:
            with suppress(subprocess.TimeoutExpired):
                child.wait(0.2)
            if deadline and time.monotonic() > deadline:
                child.kill()
        return child.returncode
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _terminal_is_ours():
    try:
        return os.tcgetpgrp(0) == os.getpgrp()
    except OSError:
        return False


class Service:
    """A program that runs until we stop it. Its process group is its own: Ctrl-C reaches us alone."""

    def __init__(self, name, command, env, files=()):
        self.name, self.command, self.env, self.files = name, command, env, files
        self.start()

    def start(self):
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=self.env,
            stdin=subprocess.DEVNULL,
            pass_fds=self.files,
            start_new_session=True,
            preexec_fn=die_with_parent(),
        )

    def keep_alive(self):
        """Start it again when it has died, as after a kill -9 for want of memory."""
        if (code := self.process.poll()) is None:
            return
        if time.monotonic() - self.started < SHORTEST_LIFE:
            raise StepFailed(self.name, code)
        print(f"{self.name} ended with code {code}; starting it again.", flush=True)
        self._kill_group()
        self.start()

    def _kill_group(self):
        with suppress(ProcessLookupError, PermissionError):  # macOS answers so when only zombies are left
            os.killpg(self.process.pid, signal.SIGKILL)


class Services:
    """The programs of a running product, stopped together."""

    def __init__(self):
        self.all = []
        self.told = None

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        """TERM, and after the grace KILL: a worker whose pool was killed would hang for minutes."""
        self.told = time.monotonic()
        print("\nStopping; this takes a few seconds.", file=sys.stderr)
        for service in self.all:
            service.process.terminate()
        deadline = self.told + GRACE_SECONDS
        for service in self.all:
            with suppress(subprocess.TimeoutExpired):
                service.process.wait(max(0, deadline - time.monotonic()))
        for service in self.all:
            service._kill_group()
            service.process.wait()

    def start(self, *service, **more):
        self.all.append(Service(*service, **more))

    def keep_alive(self):
        for service in self.all:
            service.keep_alive()

    def seconds_stopping(self):
        return time.monotonic() - self.told if self.told else 0
