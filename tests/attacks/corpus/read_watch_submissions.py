# tries: to watch what the grader opens
# ends: raised
# open: none
import ctypes, os

libc = ctypes.CDLL(None, use_errno=True)
ear = libc.inotify_init()
if ear < 0 or libc.inotify_add_watch(ear, os.environ["BAIT"].encode() + b"/submissions", 0x20) < 0:
    raise SystemExit(1)
print(os.environ["MARK"])
