"""Serves the newest copy of a page, and renews it after the response."""

import os
from typing import Annotated

from fastapi import BackgroundTasks, FastAPI, Query
from pydantic import BaseModel, ConfigDict
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine(f"sqlite:///{os.environ['DATABASE_PATH']}")


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    bio: Mapped[str]
    photo: Mapped[bytes]


class UserOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str


copies: dict[tuple[int, int], list[UserOut]] = {}


def renew(skip: int, limit: int) -> list[UserOut]:
    with Session(engine) as session:
        users = session.scalars(select(User).order_by(User.id).offset(skip).limit(limit))
        copies[skip, limit] = [UserOut.model_validate(user) for user in users]
    return copies[skip, limit]


app = FastAPI()


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/users")
def get_users(
    tasks: BackgroundTasks,
    skip: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
) -> list[UserOut]:
    if (skip, limit) in copies:
        tasks.add_task(renew, skip, limit)
        return copies[skip, limit]
    return renew(skip, limit)
