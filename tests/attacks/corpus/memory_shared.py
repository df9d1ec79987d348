# tries: to use up the memory in pages that processes share
# ends: out_of_memory
import mmap, time

hoard = []
while True:
    hoard.append(mmap.mmap(-1, 16 << 20))
    for place in range(0, 16 << 20, 4096):
        hoard[-1][place] = 1
