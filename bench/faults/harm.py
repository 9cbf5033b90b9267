"""What clients noticed, from the lines that the load wrote."""

from collections import Counter, namedtuple

from truth import share

SLOW = 0.25
# A request under way when the fault begins is met by it too.
UNDER_WAY = 1.0

# due: seconds since 1970; took: seconds until its end, whichever; late: seconds until the load took it up; target: index of the address
# asked; outcome: status or what went wrong.
Request = namedtuple("Request", "due took late target outcome")
# last: seconds from the fault's begin to the last request that failed or was slow, None if there is none. Of the load itself: rate, as it took
# requests up; late, p99 and most.
Harm = namedtuple("Harm", "requests failed slow p99 most last afterwards outcomes rate late")


def requests(file):
    lines = map(str.split, file.read_text().splitlines())
    return [Request(int(due) / 1e6, int(took) / 1e6, int(late) / 1e6, int(target), outcome) for due, took, late, target, outcome in lines]


def failed(request):
    return request.outcome != "200"


def slow(request):
    return not failed(request) and request.took > SLOW


def harmed(request):
    return failed(request) or slow(request)


def harm(asked, begun, ended):
    """Of all requests from the fault's begin to the end of the load; p99 of those that were due while it lasted."""
    met = [request for request in asked if request.due >= begun - UNDER_WAY]
    taken = sorted(request.due + request.late for request in met)
    hurt = [request for request in met if harmed(request)]
    return Harm(
        requests=len(met),
        failed=sum(map(failed, met)),
        slow=sum(map(slow, met)),
        p99=share([request.took for request in met if begun <= request.due < ended], 0.99),
        most=max(request.took for request in met),
        last=max(0.0, max(request.due for request in hurt) - begun) if hurt else None,
        afterwards=sum(request.due >= ended for request in hurt),
        outcomes=Counter(request.outcome for request in met if failed(request)),
        rate=(len(taken) - 1) / (taken[-1] - taken[0]),
        late=(share([request.late for request in met], 0.99), max(request.late for request in met)),
    )


def before(asked, begun):
    """How many were harmed by something else, when there was no fault yet; the first second is the start's."""
    first = min(request.due for request in asked) + 1
    return sum(harmed(request) for request in asked if first <= request.due < begun - UNDER_WAY)
