# tries: to loop without end
# ends: timed_out
# limits: wall=1.5
while True:
    pass
