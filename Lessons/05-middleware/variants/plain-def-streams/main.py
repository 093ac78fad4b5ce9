"""Correct: a blocking client in a plain `def`."""

import logging
import os
import uuid
from collections.abc import Iterator

import requests
from fastapi import FastAPI, HTTPException, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse, StreamingResponse

logger = logging.getLogger("orders")

UPSTREAM_URL = os.environ["UPSTREAM_URL"]

app = FastAPI()


@app.middleware("http")
async def add_request_id(request: Request, call_next):
    request_id = request.headers.get("X-Request-ID") or str(uuid.uuid4())
    try:
        response = await call_next(request)
    except Exception:
        logger.exception("request %s failed", request_id)
        response = JSONResponse({"detail": "Internal Server Error"}, status_code=500)
    response.headers["X-Request-ID"] = request_id
    return response


app.add_middleware(CORSMiddleware, allow_origins=["https://app.example"])


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/ok")
async def ok() -> dict[str, bool]:
    return {"ok": True}


@app.get("/boom")
async def boom() -> None:
    raise RuntimeError(f"the payment gateway refused the key {os.environ['PLANTED_SECRET']}")


@app.get("/teapot")
async def teapot() -> None:
    raise HTTPException(418, "I'm a teapot")


@app.get("/items/{n}")
async def item(n: int) -> dict[str, int]:
    return {"item": n}


@app.get("/stream")
def stream() -> StreamingResponse:
    def chunks() -> Iterator[bytes]:
        with requests.get(f"{UPSTREAM_URL}/chunks", stream=True, timeout=5) as response:
            yield from response.iter_content(chunk_size=None)

    return StreamingResponse(chunks(), media_type="text/plain")


@app.post("/orders", status_code=201)
def place_order(body: dict) -> dict[str, str]:
    response = requests.post(f"{UPSTREAM_URL}/orders", json=body, timeout=5)
    response.raise_for_status()
    return {"order": response.json()["order"]}
