# tries: to take the grader's CPU or memory limits away
# ends: completed
# open: none/user
import os, resource

pid = int(os.environ["BYSTANDER"])
for attempt in (
    lambda: resource.prlimit(pid, resource.RLIMIT_CPU, (1, 1)),
    lambda: os.sched_setaffinity(pid, {0}),
    lambda: os.setpriority(os.PRIO_PROCESS, pid, 19),
):
    try:
        attempt()
        print(os.environ["MARK"])
    except OSError:
        pass
