# tries: to kill the process that started it
# ends: raised, completed, killed
# open: none/user
import os, signal

parent = os.getppid()
if parent > 1:
    os.kill(parent, signal.SIGKILL)
    print(os.environ["MARK"])
