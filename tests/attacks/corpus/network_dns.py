# tries: to carry data out in a DNS question
# ends: raised
# open: none
import os, socket

question = b"\x12\x34\x01\x00\x00\x01" + 6 * b"\x00" + b"\x06secret\x04exam\x00\x00\x01\x00\x01"
line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
line.connect(("127.0.0.1", int(os.environ["UDP_PORT"])))
line.send(question)
print(os.environ["MARK"])
