# tries: to reach a service by an abstract socket, which has no file
# ends: raised
# open: none
import os, socket

line = socket.socket(socket.AF_UNIX)
line.connect("\0" + os.environ["ABSTRACT"])
line.send(b"answers?")
print(os.environ["MARK"])
