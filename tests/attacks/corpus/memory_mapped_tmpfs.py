# tries: to use up the memory through files of /dev/shm
# ends: raised, killed, out_of_memory
import os, tempfile

for folder in ("/dev/shm", tempfile.gettempdir()):
    try:
        with open(folder + "/hoard", "wb") as file:
            while True:
                file.write(bytes(1 << 20))
    except PermissionError:
        pass
