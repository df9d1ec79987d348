# tries: to flee by forking and leaving, again and again
# ends: completed
import os, time

if os.fork() == 0:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            if os.fork():
                os._exit(0)
            os.setsid()
        except OSError:
            pass
