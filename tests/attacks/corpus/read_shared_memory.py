# tries: to attach to other processes' System V shared memory
# ends: raised
# open: none
import ctypes, os

libc = ctypes.CDLL(None, use_errno=True)
if libc.shmget(0x1234, 4096, 0o1600) < 0:
    raise SystemExit(ctypes.get_errno())
print(os.environ["MARK"])
