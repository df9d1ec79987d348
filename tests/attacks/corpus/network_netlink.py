# tries: to read the machine's routes
# ends: raised
# open: none
import os, socket

socket.socket(16, socket.SOCK_RAW if 16 in (16, 17) else socket.SOCK_SEQPACKET if 16 == 38 else socket.SOCK_STREAM)
print(os.environ["MARK"])
