print("ESCAPED import-customize usercustomize", flush=True)
