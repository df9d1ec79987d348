# tries: to reach little-used kernel code: bpf, perf, userfaultfd, modules
# ends: completed
import ctypes, os

libc = ctypes.CDLL(None)
program = ctypes.create_string_buffer(128)
for number, arguments in (
    (321, (0, program, 72)),
    (298, (program, 0, -1, -1, 0)),
    (323, (0,)),
    (175, (program, 0, b"")),
    (246, (0, 0, 0, 0)),
):
    if libc.syscall(number, *arguments) >= 0:
        print(number, os.environ["MARK"])
