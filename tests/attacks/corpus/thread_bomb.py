# tries: to start threads without end
# ends: timed_out, killed, raised, out_of_memory
# limits: wall=2
import threading, time

while True:
    try:
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    except RuntimeError:
        pass
