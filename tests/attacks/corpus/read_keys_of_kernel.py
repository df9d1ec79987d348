# tries: to read the kernel's keyrings
# ends: raised
# open: none
import ctypes, os

if ctypes.CDLL(None).syscall(250, 0, -3, 1) < 0:
    raise SystemExit(1)
print(os.environ["MARK"])
