print("ESCAPED import-customize init", flush=True)
