"""A small order service with custom middleware; its front end is at https://app.example."""

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

client = httpx.AsyncClient(base_url=os.environ["UPSTREAM_URL"])


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with client:
        yield


api = FastAPI(lifespan=lifespan)


@api.exception_handler(Exception)
async def answer_unforeseen(request: Request, error: Exception) -> JSONResponse:
    # After this response, Starlette re-raises the exception, and uvicorn logs it with its traceback.
    return JSONResponse({"detail": "Internal Server Error"}, status_code=500)


class RequestID:
    """Sets an ID on every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = Headers(scope=scope).get("X-Request-ID") or str(uuid.uuid4())

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        await self.app(scope, receive, send_with_id)


@api.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@api.get("/ok")
async def ok() -> dict[str, bool]:
    return {"ok": True}


@api.get("/boom")
async def boom() -> None:
    raise RuntimeError(f"the payment gateway refused the key {os.environ['PLANTED_SECRET']}")


@api.get("/teapot")
async def teapot() -> None:
    raise HTTPException(418, "I'm a teapot")


@api.get("/items/{n}")
async def item(n: int) -> dict[str, int]:
    return {"item": n}


@api.get("/stream")
async def stream() -> StreamingResponse:
    async def chunks() -> AsyncIterator[bytes]:
        async with client.stream("GET", "/chunks") as response:
            async for chunk in response.aiter_bytes():
                yield chunk

    return StreamingResponse(chunks(), media_type="text/plain")


@api.post("/orders", status_code=201)
async def place_order(request: Request) -> dict[str, str]:
    response = await client.post(
        "/orders", content=await request.body(), headers={"Content-Type": "application/json"}
    )
    response.raise_for_status()
    return {"order": response.json()["order"]}


# Wraps the whole application, including Starlette's own error handling.
app = CORSMiddleware(RequestID(api), allow_origins=["https://app.example"])
