# tries: to fork without end
# ends: timed_out, killed, completed, raised, out_of_memory
# limits: wall=2
import os

while True:
    try:
        os.fork()
    except OSError:
        pass
