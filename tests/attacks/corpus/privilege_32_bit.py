# tries: to make calls by the numbers of another machine
# ends: killed, raised
import ctypes, os

if ctypes.CDLL(None).syscall(0x40000000 | 41, 2, 1, 0) < 0:
    raise SystemExit(1)
print(os.environ["MARK"])
