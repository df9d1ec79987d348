# tries: the same by clone3, whose flags a filter cannot read
# ends: raised
# open: none
import ctypes, os, signal, struct

arguments = struct.pack("8Q", 0x10000000, 0, 0, 0, signal.SIGCHLD, 0, 0, 0)
pid = ctypes.CDLL(None).syscall(435, arguments, len(arguments))
if pid < 0:
    raise SystemExit(1)
if pid == 0:
    os._exit(0)
print(os.environ["MARK"])
