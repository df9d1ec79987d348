# tries: to crash in foreign code
# ends: killed
import ctypes

ctypes.string_at(0)
