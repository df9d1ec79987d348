# tries: to reach a service of the machine by its socket file
# ends: raised
# open: none
import os, socket

line = socket.socket(socket.AF_UNIX)
line.connect(os.environ["UNIX_PATH"])
line.send(b"answers?")
print(os.environ["MARK"])
