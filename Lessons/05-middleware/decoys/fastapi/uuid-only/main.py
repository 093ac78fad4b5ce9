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
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger("orders")

client = httpx.AsyncClient(base_url=os.environ["UPSTREAM_URL"])


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with client:
        yield


app = FastAPI(lifespan=lifespan)


class RequestID:
    """Sets an ID on every response, and turns an unhandled exception into a 500."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            request_id = str(uuid.UUID(Headers(scope=scope).get("X-Request-ID")))
        except (TypeError, ValueError):
            request_id = str(uuid.uuid4())
        has_begun = False

        async def send_with_id(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        except Exception:
            logger.exception("request %s: %s %s failed", request_id, scope["method"], scope["path"])
            if has_begun:
                raise
            answer = JSONResponse({"detail": "Internal Server Error"}, status_code=500)
            await answer(scope, receive, send_with_id)


app.add_middleware(RequestID)
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
