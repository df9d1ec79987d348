# tries: to open files without end
# ends: raised
kept = []
while True:
    kept.append(open("/dev/null"))
