"""The slow work runs in its own thread, and the endpoint waits for it."""

import os
import threading
import time
from urllib import parse

import httpx
from fastapi import FastAPI

UPSTREAM_URL = os.environ["UPSTREAM_URL"]

app = FastAPI()


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/block")
async def blocking_endpoint() -> dict[str, str]:
    thread = threading.Thread(target=time.sleep, args=(0.4,))
    thread.start()
    thread.join()
    return {"message": "This blocks the event loop"}


@app.get("/quotes/{symbol}")
async def quote(symbol: str) -> dict[str, str | float]:
    answers: list[httpx.Response] = []

    def fetch() -> None:
        answers.append(httpx.get(f"{UPSTREAM_URL}/quotes/{parse.quote(symbol, safe='')}"))

    thread = threading.Thread(target=fetch)
    thread.start()
    thread.join()
    body = answers[0].raise_for_status().json()
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
