"""What the parts of the benchmark have in common: running commands, timing them, and rows of the table."""

import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MS, S, MIB, TIMES, RATE = "ms", "s", "MiB", "×", "files/s"


class Failure(Exception):
    """Something that keeps a number from being measured; its text is for the person who reads the terminal."""


class Sample:
    """The runs of one command: wall time and processor time in seconds, and peak memory in MiB."""

    def __init__(self):
        self.seconds = []
        self.cpu = []
        self.memory = []


class Row:
    """A line of the table. `values` are in `unit`, at most `budget` or at least `least`; a row with neither is there to
    compare with."""

    def __init__(self, what, values, unit, budget=None, least=None):
        self.what, self.values, self.unit, self.budget, self.least = what, values, unit, budget, least
        self.median = statistics.median(values)

    @property
    def met(self):
        return (self.budget is None or self.median <= self.budget) and (self.least is None or self.median >= self.least)

    def markdown(self):
        low, high = number(min(self.values)), number(max(self.values))
        budget = "" if self.budget is None else f"≤ {self.budget:g} {self.unit}"
        if self.least is not None:
            budget = f"≥ {self.least:g} {self.unit}"
        verdict = "" if not budget else "yes" if self.met else "**no**"
        return f"| {self.what} | {number(self.median)} {self.unit} | {low}–{high} | {budget} | {verdict} |"


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def note(text):
    print(text, file=sys.stderr, flush=True)


# Building and running


def run(command, **options):
    """Runs a command to its end; its output is shown only when it fails."""
    command = [str(part) for part in command]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, **options)
    if done.returncode != 0:
        shown = (done.stderr or done.stdout)[-2000:]
        raise Failure(f"`{' '.join(command)}` ended with status {done.returncode}:\n{shown}")
    return done.stdout


def compiled(name, folder, *libraries):
    """A C program of this directory, compiled into `folder`."""
    program = folder / name
    compiler = os.environ.get("CC", "cc")
    run([compiler, "-O2", "-o", program, ROOT / "Benchmarks" / f"{name}.c", *libraries])
    return program


class Stopwatch:
    """Runs commands alternately through measure.c, which says how long they took and how much memory they had."""

    def __init__(self, program, runs):
        self.program, self.runs = program, runs

    def alternate(self, commands, runs=None):
        """One sample a command; `commands` are pairs of arguments and working directory."""
        samples = [Sample() for _ in commands]
        for round in range((runs or self.runs) + 1):
            for sample, (arguments, folder) in zip(samples, commands):
                output = run([self.program, *arguments], cwd=folder)
                nanoseconds, kibibytes, microseconds = map(int, output.split())
                if round > 0:  # the first round only warms the caches
                    sample.seconds.append(nanoseconds / 1e9)
                    sample.cpu.append(microseconds / 1e6)
                    sample.memory.append(kibibytes / 1024)
        return samples


def milliseconds(sample):
    return [value * 1000 for value in sample.seconds]


def ratios(sample, other):
    return [a / b for a, b in zip(sample.seconds, other.seconds)]
