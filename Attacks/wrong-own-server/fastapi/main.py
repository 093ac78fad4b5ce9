import json
import os
import socket
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.request import urlopen


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/block":
            time.sleep(0.4)
            body = {"message": "done"}
        elif self.path.startswith("/quotes/"):
            body = json.load(urlopen(os.environ["UPSTREAM_URL"] + self.path))
            body["symbol"] = self.path[8:]
        else:
            body = {"message": "pong"}
        text = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


server = HTTPServer(("127.0.0.1", 0), Handler, bind_and_activate=False)
server.socket = socket.socket(fileno=3)
server.serve_forever()
