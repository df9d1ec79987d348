# tries: to sleep without end
# ends: timed_out
# limits: wall=1.5
import time

time.sleep(1 << 20)
