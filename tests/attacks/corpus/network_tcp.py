# tries: to connect to a TCP port of the grader's machine
# ends: raised
# open: none
import os, socket

with socket.create_connection(("127.0.0.1", int(os.environ["TCP_PORT"])), timeout=3) as line:
    line.sendall(b"answers?")
    print(os.environ["MARK"])
