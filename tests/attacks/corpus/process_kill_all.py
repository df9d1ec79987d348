# tries: to kill all that its user runs
# ends: raised, completed, killed
# open: none/user
import os, signal

os.kill(-1, signal.SIGKILL)
