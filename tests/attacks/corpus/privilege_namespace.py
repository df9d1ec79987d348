# tries: to be root in a user namespace of its own
# ends: raised
# open: none
import ctypes, os

if ctypes.CDLL(None).unshare(0x10000000) < 0:
    raise SystemExit(1)
print(os.environ["MARK"])
