# tries: to take over another process by ptrace
# ends: raised
# open: none/user
import ctypes, os

libc = ctypes.CDLL(None, use_errno=True)
if libc.ptrace(16, int(os.environ["BYSTANDER"]), 0, 0) < 0:
    raise SystemExit(ctypes.get_errno())
print(os.environ["MARK"])
