# tries: to read the memory of the process that started it
# ends: raised
# open: none/user, bubblewrap
import os

memory = open(f"/proc/{os.getppid()}/mem", "rb")
for line in open(f"/proc/{os.getppid()}/maps"):
    if "heap" in line:
        memory.seek(int(line.split("-")[0], 16))
        print(memory.read(16), os.environ["MARK"])
