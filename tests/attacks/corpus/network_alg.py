# tries: to reach the kernel's cipher code
# ends: raised
import os, socket

socket.socket(38, socket.SOCK_RAW if 38 in (16, 17) else socket.SOCK_SEQPACKET if 38 == 38 else socket.SOCK_STREAM)
print(os.environ["MARK"])
