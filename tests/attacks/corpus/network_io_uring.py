# tries: to open sockets by a ring that system call filters do not see
# ends: raised
# open: none
import ctypes, os

parameters = ctypes.create_string_buffer(120)
if ctypes.CDLL(None).syscall(425, 4, parameters) < 0:
    raise SystemExit(1)
print(os.environ["MARK"])
