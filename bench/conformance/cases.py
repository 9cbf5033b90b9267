"""What a suite found."""

from collections import namedtuple

# outcome: passed, failed or skipped; detail: why, or a figure
Case = namedtuple("Case", "name outcome detail")


def passed(name, detail=""):
    return Case(name, "passed", detail)


def failed(name, detail):
    return Case(name, "failed", detail)


def skipped(name, detail):
    return Case(name, "skipped", detail)


def judged(name, problem, detail=""):
    """Failed if there is a problem to tell."""
    return failed(name, problem) if problem else passed(name, detail)
