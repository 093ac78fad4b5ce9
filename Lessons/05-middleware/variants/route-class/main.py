"""Correct: a route class catches exceptions, and plain ASGI middleware adds headers."""

import os
import traceback
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response, StreamingResponse
from fastapi.routing import APIRoute

client = httpx.AsyncClient(base_url=os.environ["UPSTREAM_URL"])


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with client:
        yield


app = FastAPI(lifespan=lifespan)


class GuardedRoute(APIRoute):
    """Turns an unhandled exception of its endpoint into a 500."""

    def get_route_handler(self):
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                return await handle(request)
            except (HTTPException, RequestValidationError):
                raise
            except Exception:
                traceback.print_exc()
                return JSONResponse({"detail": "Internal Server Error"}, status_code=500)

        return guarded


app.router.route_class = GuardedRoute


class Stamp:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        request_id = dict(scope["headers"]).get(b"x-request-id") or uuid.uuid4().hex.encode()
        stamps = [(b"x-request-id", request_id), (b"access-control-allow-origin", b"*")]

        async def send_stamped(message):
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *stamps]}
            await send(message)

        await self.app(scope, receive, send_stamped)


app.add_middleware(Stamp)


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
