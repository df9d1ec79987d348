# tries: the same by process_vm_readv
# ends: raised
# open: none/user
import ctypes, os

libc = ctypes.CDLL(None, use_errno=True)


class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


page = ctypes.create_string_buffer(8)
start = None
for line in open(f"/proc/{os.environ['GRADER_PID']}/maps"):
    if "heap" in line:
        start = int(line.split("-")[0], 16)
here, there = Vector(ctypes.addressof(page), 8), Vector(start, 8)
if libc.process_vm_readv(int(os.environ["GRADER_PID"]), ctypes.byref(here), 1, ctypes.byref(there), 1, 0) < 0:
    raise SystemExit(1)
print(os.environ["MARK"])
