# tries: to crash
# ends: killed
import os

os.abort()
