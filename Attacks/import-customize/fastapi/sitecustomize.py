print("ESCAPED import-customize sitecustomize", flush=True)
