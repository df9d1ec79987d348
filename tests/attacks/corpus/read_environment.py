# tries: to find a secret in its environment
# ends: completed
import os

print(dict(os.environ), open("/proc/self/environ").read())
