# tries: to kill by a descriptor instead of a number
# ends: raised
# open: none/user
import os, signal

os.pidfd_open(int(os.environ["BYSTANDER"]))
signal.pidfd_send_signal(os.pidfd_open(int(os.environ["BYSTANDER"])), signal.SIGKILL)
print(os.environ["MARK"])
