# tries: to leave a thread that never ends
# ends: timed_out
# limits: wall=1.5
import threading, time

threading.Thread(target=time.sleep, args=(1 << 20,)).start()
