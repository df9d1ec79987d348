# tries: to read the machine's passwords
# ends: raised
import os

print(open("/etc/shadow").read(), os.environ["MARK"])
