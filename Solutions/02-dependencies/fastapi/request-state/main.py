"""A router whose routes all need a user: the dependency stores it in the request's own state."""

import os
from typing import Annotated
from urllib.parse import quote

import aiosqlite
import httpx
from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Request

upstream = httpx.AsyncClient(base_url=os.environ["UPSTREAM_URL"])


async def fetch(query: str, value: str) -> tuple[str, ...] | None:
    async with aiosqlite.connect(os.environ["DATABASE_PATH"]) as db, db.execute(query, (value,)) as rows:
        return await rows.fetchone()


async def authenticate(request: Request) -> None:
    match request.headers.get("Authorization", "").split():
        case ["Bearer", token]:
            row = await fetch("SELECT name, diary FROM users WHERE token = ?", token)
        case _:
            row = None
    if row is None:
        raise HTTPException(401)
    request.state.name, request.state.diary = row


async def tenant(x_tenant: Annotated[str, Header(min_length=1)]) -> str:
    row = await fetch("SELECT name FROM tenants WHERE tag = ?", x_tenant)
    if row is None:
        raise HTTPException(404, "no such tenant")
    return row[0]


private = APIRouter(dependencies=[Depends(authenticate)])


@private.get("/me")
async def me(request: Request):
    response = await upstream.get(f"/greetings/{quote(request.state.name, safe='')}")
    return {"name": request.state.name, "diary": request.state.diary} | response.raise_for_status().json()


app = FastAPI()
app.include_router(private)


@app.get("/ping")
async def ping():
    return {"message": "pong"}


@app.get("/dep")
async def dependency(tenant: Annotated[str, Depends(tenant)]):
    return {"dependency": tenant}
