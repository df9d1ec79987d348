# tries: to open a port for someone outside
# ends: raised
# open: none
import os, socket

line = socket.create_server(("127.0.0.1", 0))
print(os.environ["MARK"], line.getsockname())
