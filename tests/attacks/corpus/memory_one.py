# tries: to use up the memory
# ends: out_of_memory
hoard = []
while True:
    hoard.append(bytearray(8 << 20))
