"""A locked database is waited for, but not for long."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Annotated

import httpx
from fastapi import Depends, FastAPI, Header, HTTPException, Request
from fastapi.responses import JSONResponse

upstream = httpx.Client(base_url=os.environ["UPSTREAM_URL"])
app = FastAPI()


def connection() -> Iterator[sqlite3.Connection]:
    path = os.environ["DATABASE_PATH"]
    with closing(sqlite3.connect(path, timeout=0.5, check_same_thread=False)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


@app.exception_handler(sqlite3.OperationalError)
def busy(request: Request, error: sqlite3.OperationalError) -> JSONResponse:
    return JSONResponse({"detail": "try again"}, status_code=503, headers={"Retry-After": "1"})


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
    greeting = upstream.get(f"/greetings/{user['name']}").raise_for_status().json()["greeting"]
    return {"name": user["name"], "diary": user["diary"], "greeting": greeting}
