# tries: to hand in a device
# ends: completed
import os, stat

for kind, number in ((stat.S_IFCHR, os.makedev(1, 5)), (stat.S_IFBLK, os.makedev(254, 0))):
    try:
        os.mknod("../out/recording.jsonl", kind | 0o666, number)
        print(os.environ["MARK"])
    except OSError:
        pass
