# tries: to read disks, memory and the kernel's log
# ends: completed
import os

for device in ("/dev/sda", "/dev/vda", "/dev/nvme0n1", "/dev/mem", "/dev/kmem", "/dev/kmsg", "/dev/port", "/dev/fuse"):
    try:
        os.open(device, os.O_RDONLY)
        print(device, os.environ["MARK"])
    except OSError:
        pass
