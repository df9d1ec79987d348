# tries: the same over IPv6
# ends: raised
# open: none
import os, socket

line = socket.socket(socket.AF_INET6)
line.settimeout(3)
line.connect(("::ffff:127.0.0.1", int(os.environ["TCP_PORT"])))
print(os.environ["MARK"])
