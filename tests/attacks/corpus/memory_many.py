# tries: to use up the memory with many processes, each with little
# ends: out_of_memory
import os, time

for _ in range(20):
    if os.fork() == 0:
        hoard = bytearray(b"x") * (40 << 20)
        time.sleep(60)
time.sleep(60)
