# tries: to use more CPU time than it may, deaf to the warning
# ends: timed_out
# limits: cpu=1, wall=20
import signal

signal.signal(signal.SIGXCPU, signal.SIG_IGN)
while True:
    pass
