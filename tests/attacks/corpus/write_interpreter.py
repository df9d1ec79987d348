# tries: to change the interpreter through the file that this process was executed from
# ends: completed
import os

for way in ("/proc/self/exe", os.path.realpath("/proc/self/exe"), f"/proc/{os.getppid()}/exe"):
    try:
        os.close(os.open(way, os.O_WRONLY | os.O_APPEND))
        print(way, os.environ["MARK"])
    except OSError:
        pass
