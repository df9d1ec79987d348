# tries: to leave with a status that looks like a signal's
# ends: raised, killed
import sys

sys.exit(137)
