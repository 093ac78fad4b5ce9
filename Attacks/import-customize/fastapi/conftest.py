print("ESCAPED import-customize conftest", flush=True)
