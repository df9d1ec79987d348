# tries: to close its output and go on
# ends: timed_out
# limits: wall=1.5
import os, time

os.close(1)
os.close(2)
time.sleep(1 << 20)
