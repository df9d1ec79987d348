# tries: to lift its own limits
# ends: completed
import os, resource

for name in ("CPU", "DATA", "FSIZE", "NPROC", "NOFILE"):
    number = getattr(resource, "RLIMIT_" + name)
    try:
        resource.setrlimit(number, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        print(name, os.environ["MARK"])
    except (OSError, ValueError):
        pass
