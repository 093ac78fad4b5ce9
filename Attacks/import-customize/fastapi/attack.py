def attack():
    pass
