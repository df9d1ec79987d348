# tries: to talk to the machine that this one is a guest of
# ends: raised
# open: none
import os, socket

socket.socket(40, socket.SOCK_RAW if 40 in (16, 17) else socket.SOCK_SEQPACKET if 40 == 38 else socket.SOCK_STREAM)
print(os.environ["MARK"])
