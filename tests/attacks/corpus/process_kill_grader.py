# tries: to kill the grader
# ends: raised, completed
# open: none/user
import os, signal

os.kill(int(os.environ["BYSTANDER"]), signal.SIGKILL)
print(os.environ["MARK"])
