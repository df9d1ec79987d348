# tries: to turn a pair of sockets into one that can send anywhere
# ends: raised
# open: none
import os, socket

here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
here.sendto(b"answers?", "\0" + os.environ["ABSTRACT_DATAGRAM"])
print(os.environ["MARK"])
