"""The current user is a context variable, set by an async dependency."""

import os
from collections.abc import Iterator
from contextvars import ContextVar
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
user_of_request: "ContextVar[User]" = ContextVar("user_of_request")


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


def tenant_name(db: DatabaseSession, x_tenant: Annotated[str, Header()]) -> str:
    tenant = db.get(Tenant, x_tenant)
    if tenant is None:
        raise HTTPException(404, "no such tenant")
    return tenant.name


async def current_user(
    db: DatabaseSession, credentials: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]
) -> None:
    user = db.get(User, credentials.credentials)
    if user is None:
        raise HTTPException(401, "not authenticated", {"WWW-Authenticate": "Bearer"})
    user_of_request.set(user)


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/dep")
async def dependency(name: Annotated[str, Depends(tenant_name)]) -> dict[str, str]:
    return {"dependency": name}


@app.get("/me", dependencies=[Depends(current_user)])
async def me() -> dict[str, str]:
    user = user_of_request.get()
    response = await upstream.get(f"/greetings/{quote(user.name, safe='')}")
    response.raise_for_status()
    return {"name": user.name, "diary": user.diary, "greeting": response.json()["greeting"]}
