"""Tenants change rarely, so each is looked up once."""

import os
from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated
from urllib.parse import quote

import httpx
from fastapi import Depends, FastAPI, Header, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine(f"sqlite:///{os.environ['DATABASE_PATH']}")
upstream = httpx.AsyncClient(base_url=os.environ["UPSTREAM_URL"])
app = FastAPI()


class Base(DeclarativeBase):
    pass


class Tenant(Base):
    __tablename__ = "tenants"
    tag: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class User(Base):
    __tablename__ = "users"
    token: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    diary: Mapped[str]


def session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


DatabaseSession = Annotated[Session, Depends(session)]


@lru_cache
def name_of(tag: str) -> str | None:
    with Session(engine) as db:
        tenant = db.get(Tenant, tag)
        return tenant.name if tenant else None


def tenant_name(x_tenant: Annotated[str, Header()]) -> str:
    name = name_of(x_tenant)
    if name is None:
        raise HTTPException(404, "no such tenant")
    return name


def current_user(
    db: DatabaseSession, credentials: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]
) -> User:
    user = db.get(User, credentials.credentials)
    if user is None:
        raise HTTPException(401, "not authenticated", {"WWW-Authenticate": "Bearer"})
    return user


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/dep")
async def dependency(name: Annotated[str, Depends(tenant_name)]) -> dict[str, str]:
    return {"dependency": name}


@app.get("/me")
async def me(user: Annotated[User, Depends(current_user)]) -> dict[str, str]:
    response = await upstream.get(f"/greetings/{quote(user.name, safe='')}")
    response.raise_for_status()
    return {"name": user.name, "diary": user.diary, "greeting": response.json()["greeting"]}
