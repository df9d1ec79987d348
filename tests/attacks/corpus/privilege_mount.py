# tries: to mount the machine's disk, or a folder over another
# ends: raised
import ctypes, os

libc = ctypes.CDLL(None)
os.makedirs("m", exist_ok=True)
if libc.mount(b"none", b"m", b"tmpfs", 0, None) < 0 and libc.mount(b"/", b"m", None, 4096, None) < 0:
    raise SystemExit(1)
print(os.environ["MARK"])
