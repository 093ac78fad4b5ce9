"""A greeting of its own, when the upstream takes longer than 0.7 s."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Annotated

import httpx
from fastapi import Depends, FastAPI, Header, HTTPException

upstream = httpx.Client(base_url=os.environ["UPSTREAM_URL"])
app = FastAPI()


def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(os.environ["DATABASE_PATH"], check_same_thread=False)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


Connection = Annotated[sqlite3.Connection, Depends(connection)]


def tenant(db: Connection, x_tenant: Annotated[str | None, Header()] = None) -> sqlite3.Row:
    row = db.execute("SELECT * FROM tenants WHERE tag = ?", (x_tenant,)).fetchone()
    if row is None:
        raise HTTPException(status_code=400, detail="X-Tenant names no tenant")
    return row


def current_user(db: Connection, authorization: Annotated[str | None, Header()] = None) -> sqlite3.Row:
    if authorization is None or not authorization.startswith("Bearer "):
        raise HTTPException(status_code=401, detail="a bearer token is needed")
    row = db.execute("SELECT * FROM users WHERE token = ?", (authorization[len("Bearer ") :],)).fetchone()
    if row is None:
        raise HTTPException(status_code=403, detail="this token is not known")
    return row


@app.get("/ping")
def ping():
    return {"message": "pong"}


@app.get("/dep")
def dependency(tenant=Depends(tenant)):
    return {"dependency": tenant["name"]}


@app.get("/me")
def me(user=Depends(current_user)):
    try:
        response = upstream.get(f"/greetings/{user['name']}", timeout=0.7)
        greeting = response.raise_for_status().json()["greeting"]
    except httpx.TimeoutException:
        greeting = f"Hello, {user['name']}!"
    return {"name": user["name"], "diary": user["diary"], "greeting": greeting}
