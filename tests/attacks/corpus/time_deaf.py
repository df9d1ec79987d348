# tries: to ignore every signal that can be ignored
# ends: timed_out
# limits: wall=1.5
import signal, time

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    time.sleep(1)
