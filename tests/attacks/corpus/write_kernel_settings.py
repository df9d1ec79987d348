# tries: to have the kernel start a program of its own
# ends: completed
import os

for file in (
    "/proc/sys/kernel/core_pattern",
    "/proc/sysrq-trigger",
    "/sys/kernel/uevent_helper",
    "/proc/self/oom_score_adj_of_others",
):
    try:
        open(file, "w").close()
        print(file, os.environ["MARK"])
    except OSError:
        pass
