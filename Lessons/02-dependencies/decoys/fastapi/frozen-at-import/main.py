"""The name is the default of the endpoint's parameter."""

import os
from collections.abc import Iterator
from typing import Annotated
from urllib.parse import quote

import httpx
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import create_engine, select
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


def tenant_name() -> str:
    with Session(engine) as db:
        return db.scalars(select(Tenant.name)).first() or ""


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
def dependency(name=tenant_name()) -> dict[str, str]:
    return {"dependency": name}


@app.get("/me")
async def me(user: Annotated[User, Depends(current_user)]) -> dict[str, str]:
    response = await upstream.get(f"/greetings/{quote(user.name, safe='')}")
    response.raise_for_status()
    return {"name": user.name, "diary": user.diary, "greeting": response.json()["greeting"]}
