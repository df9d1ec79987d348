# tries: to reach the server that runs are forked from
# ends: completed
# open: none/user
import glob, os

for file in glob.glob("/proc/[0-9]*/cmdline"):
    pid = int(file.split("/")[2])
    try:
        if b"forkserver" in open(file, "rb").read() and os.getsid(pid) != os.getsid(0):
            os.kill(pid, 0)
            print("could be killed", pid, os.environ["MARK"])
    except OSError:
        pass
