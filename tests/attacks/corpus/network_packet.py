# tries: to read what goes over its wires
# ends: raised
import os, socket

socket.socket(17, socket.SOCK_RAW if 17 in (16, 17) else socket.SOCK_SEQPACKET if 17 == 38 else socket.SOCK_STREAM)
print(os.environ["MARK"])
