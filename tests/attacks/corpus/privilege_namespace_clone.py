# tries: the same by clone
# ends: raised
# open: none
import ctypes, os, signal

pid = ctypes.CDLL(None).syscall(56, 0x10000000 | signal.SIGCHLD, 0, 0, 0, 0)
if pid < 0:
    raise SystemExit(1)
if pid == 0:
    os._exit(0)
print(os.environ["MARK"])
