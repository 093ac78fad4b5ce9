from kit import *


def attack():
    import socket

    attempted()
    for _ in range(8):
        if os.fork() == 0:
            listener = socket.socket(fileno=3)
            while True:
                client, _ = listener.accept()
                data = client.recv(10_000, socket.MSG_PEEK)
                if b"/ping" not in data:
                    client.close()  # the blocking one would get the next try
                    continue
                while client.recv(10_000):
                    client.sendall(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 18\r\n\r\n{"message":"pong"}')
