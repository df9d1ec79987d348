# tries: to fill the disk with files it deletes, closes and keeps mapped
# ends: raised, killed, out_of_memory
import mmap, os

kept = []
while True:
    with open("f", "w+b") as file:
        os.truncate(file.fileno(), 4 << 20)
        os.posix_fallocate(file.fileno(), 0, 4 << 20)
        kept.append(mmap.mmap(file.fileno(), 4 << 20))
    os.unlink("f")
