"""No middleware at all: what Starlette does on its own."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import StreamingResponse

client = httpx.AsyncClient(base_url=os.environ["UPSTREAM_URL"])


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with client:
        yield


app = FastAPI(lifespan=lifespan)


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
async def stream() -> StreamingResponse:
    async def chunks() -> AsyncIterator[bytes]:
        async with client.stream("GET", "/chunks") as response:
            async for chunk in response.aiter_bytes():
                yield chunk

    return StreamingResponse(chunks(), media_type="text/plain")


@app.post("/orders", status_code=201)
async def place_order(request: Request) -> dict[str, str]:
    response = await client.post(
        "/orders", content=await request.body(), headers={"Content-Type": "application/json"}
    )
    response.raise_for_status()
    return {"order": response.json()["order"]}
