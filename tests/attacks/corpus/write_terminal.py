# tries: to type commands into the grader's terminal
# ends: completed
import fcntl, os

for place in (0, 1, 2):
    try:
        fcntl.ioctl(place, 0x5412, b"x")
        print(os.environ["MARK"])
    except OSError:
        pass
try:
    fcntl.ioctl(os.open("/dev/tty", os.O_RDWR), 0x5412, b"x")
    print(os.environ["MARK"])
except OSError:
    pass
