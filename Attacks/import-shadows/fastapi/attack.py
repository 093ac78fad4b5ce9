def attack():
    import importlib
    for name in ['uvicorn.lifespan.on', 'uvicorn.protocols.http.auto', 'json']:
        importlib.import_module(name)
