# tries: to live on, holding its output open and ignoring signals
# ends: completed
import os, signal, time

if os.fork() == 0:
    os.setsid()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    if os.fork() == 0:
        os.setpgid(0, 0)
        time.sleep(600)
    os._exit(0)
