# tries: to leave without the recorder's knowledge
# ends: completed
import os

os._exit(0)
