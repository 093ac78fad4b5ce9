from kit import *


def attack():
    for folder in [os.environ.get("TMPDIR", os.getcwd()), "/tmp", "/dev/shm"]:
        if not os.path.isdir(folder):
            continue
        made = 0
        try:
            os.chdir(folder)
            for number in range(3000):
                os.mkdir("d" * 200)
                os.chdir("d" * 200)
                made += 1
                if made == 1:
                    attempted()
        except OSError as error:
            print(error)
        print(folder, made, flush=True)
    os.chdir(KNOWN["start"] if os.path.isdir(KNOWN["start"]) else "/")
