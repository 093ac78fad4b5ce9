"""A small order service with custom middleware; its front end is at https://app.example."""

import logging
import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, HTTPException, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse, StreamingResponse

logging.basicConfig(format="%(asctime)s %(levelname)s %(filename)s:%(lineno)d %(message)s")
logger = logging.getLogger("orders")

client = httpx.AsyncClient(base_url=os.environ["UPSTREAM_URL"])


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with client:
        yield


app = FastAPI(lifespan=lifespan)


@app.middleware("http")
async def add_request_id(request: Request, call_next):
    request_id = request.headers.get("X-Request-ID") or str(uuid.uuid4())
    try:
        response = await call_next(request)
    except Exception as error:
        logger.error("request %s failed: %r", request_id, error)
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
