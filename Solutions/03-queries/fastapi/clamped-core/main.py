"""SQLAlchemy Core without models; invalid numbers are clamped instead of rejected."""

import os

from fastapi import FastAPI
from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table, Text, create_engine, select

engine = create_engine(f"sqlite:///{os.environ['DATABASE_PATH']}")
users = Table(
    "users",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", Text),
    Column("bio", Text),
    Column("photo", LargeBinary),
)

app = FastAPI()


@app.get("/ping")
async def ping() -> dict[str, str]:
    return {"message": "pong"}


@app.get("/users")
def get_users(skip: int = 0, limit: int = 10) -> list[dict[str, int | str]]:
    page = select(users.c.id, users.c.name).order_by(users.c.id).offset(max(skip, 0)).limit(min(max(limit, 1), 100))
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(page).mappings()]
