# tries: to hang in code that no interrupt reaches
# ends: timed_out
# limits: wall=1.5
import re

re.match("(a+)+$", "a" * 64 + "b")
