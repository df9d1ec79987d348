# tries: to fill the disk anywhere else
# ends: completed
# open: none
import os

for folder in ("/", "/dev", "/var/tmp", "/run", "/proc", "/etc", "/home", "/usr", "/srv", "/mnt", os.environ["BAIT"]):
    try:
        open(folder + "/attack-file", "xb").close()
        os.unlink(folder + "/attack-file")
        print(folder, os.environ["MARK"])
    except OSError:
        pass
