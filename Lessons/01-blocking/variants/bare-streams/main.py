"""Correct: asyncio's own streams instead of a client library."""

import asyncio
import json
import os
from urllib import parse

from fastapi import FastAPI

HOST, PORT = os.environ["UPSTREAM_URL"].removeprefix("http://").split(":")

app = FastAPI()


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/block")
async def report() -> dict[str, str]:
    await asyncio.sleep(0.4)
    return {"message": "This leaves the event loop free"}


@app.get("/quotes/{symbol}")
async def quote(symbol: str) -> dict[str, str | float]:
    reader, writer = await asyncio.open_connection(HOST, int(PORT))
    target = f"/quotes/{parse.quote(symbol, safe='')}"
    writer.write(f"GET {target} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
    await writer.drain()
    reply = await reader.read()
    writer.close()
    body = json.loads(reply.split(b"\r\n\r\n", 1)[1])
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
