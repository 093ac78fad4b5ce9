"""Small dependencies that depend on one another: the token, its user, and the greeting for that user."""

import os
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

import httpx
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from fastapi.security import APIKeyHeader, OAuth2PasswordBearer
from sqlalchemy import create_engine, text

engine = create_engine(f"sqlite:///{os.environ['DATABASE_PATH']}")
upstream = httpx.AsyncClient(base_url=os.environ["UPSTREAM_URL"])
app = FastAPI()


@dataclass(frozen=True)
class User:
    name: str
    diary: str


class Unknown(Exception):
    """No tenant or user has this tag or token."""


@app.exception_handler(Unknown)
async def refuse(request: Request, unknown: Unknown) -> JSONResponse:
    return JSONResponse({"title": "unknown"}, status_code=401, media_type="application/problem+json")


class Lookup:
    """Finds a row of `table` by its key."""

    def __init__(self, table: str, key: str) -> None:
        self.query = text(f"SELECT * FROM {table} WHERE {key} = :value")

    def __call__(self, value: str):
        with engine.connect() as connection:
            row = connection.execute(self.query, {"value": value}).mappings().one_or_none()
        if row is None:
            raise Unknown
        return row


tenants = Lookup("tenants", "tag")
users = Lookup("users", "token")


def tenant_name(tag: Annotated[str, Depends(APIKeyHeader(name="X-Tenant"))]) -> str:
    return tenants(tag)["name"]


def current_user(token: Annotated[str, Depends(OAuth2PasswordBearer(tokenUrl="token"))]) -> User:
    row = users(token)
    return User(row["name"], row["diary"])


CurrentUser = Annotated[User, Depends(current_user)]


async def greeting(user: CurrentUser) -> str:
    response = await upstream.get(f"/greetings/{quote(user.name, safe='')}")
    if response.is_error:
        raise HTTPException(502, "the upstream has no greeting")
    return response.json()["greeting"]


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/dep")
async def dependency(name: Annotated[str, Depends(tenant_name)]) -> dict[str, str]:
    return {"dependency": name}


@app.get("/me")
async def me(user: CurrentUser, greeting: Annotated[str, Depends(greeting)]) -> dict[str, str]:
    return {"name": user.name, "diary": user.diary, "greeting": greeting}
