# tries: to hang on its way out
# ends: timed_out
# limits: wall=1.5
import atexit, time

atexit.register(time.sleep, 1 << 20)
