# tries: to send a datagram
# ends: raised
# open: none
import os, socket

line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
line.sendto(b"answers?", ("127.0.0.1", int(os.environ["UDP_PORT"])))
print(os.environ["MARK"])
