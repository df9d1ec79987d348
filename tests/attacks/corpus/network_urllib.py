# tries: to fetch a page from a server on the same machine
# ends: raised
# open: none
import os, urllib.request

print(urllib.request.urlopen(f"http://127.0.0.1:{os.environ['TCP_PORT']}/", timeout=3).status, os.environ["MARK"])
