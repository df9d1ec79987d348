# tries: to ask for a terabyte at once
# ends: raised
bytearray(1 << 40)
