"""The report is created after the response, so that no caller has to wait for it."""

import os
import time
from urllib import parse

import httpx
from fastapi import BackgroundTasks, FastAPI

client = httpx.AsyncClient(base_url=os.environ["UPSTREAM_URL"])

app = FastAPI()


def make_report() -> None:
    time.sleep(0.4)


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/block")
async def report(background_tasks: BackgroundTasks) -> dict[str, str]:
    background_tasks.add_task(make_report)
    return {"message": "This leaves the event loop free"}


@app.get("/quotes/{symbol}")
async def quote(symbol: str) -> dict[str, str | float]:
    response = await client.get(f"/quotes/{parse.quote(symbol, safe='')}")
    response.raise_for_status()
    body = response.json()
    return {"symbol": symbol, "price": body["price"], "nonce": body["nonce"]}
