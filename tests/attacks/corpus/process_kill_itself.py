# tries: to look as if the grader had killed it
# ends: killed, completed
import os, signal

os.kill(os.getpid(), signal.SIGKILL)
