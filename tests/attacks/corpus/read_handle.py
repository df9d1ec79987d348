# tries: to open a file of the machine by its handle, around all paths
# ends: raised
import ctypes, os

libc = ctypes.CDLL(None, use_errno=True)
handle = ctypes.create_string_buffer(136)
ctypes.c_uint.from_buffer(handle).value = 128
mount = ctypes.c_int()
if libc.name_to_handle_at(-100, b"/", handle, ctypes.byref(mount), 0) < 0:
    raise SystemExit(ctypes.get_errno())
if libc.open_by_handle_at(os.open("/", os.O_RDONLY), handle, os.O_RDONLY) < 0:
    raise SystemExit(ctypes.get_errno())
print(os.environ["MARK"])
