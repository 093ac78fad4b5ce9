print("ESCAPED import-customize setup", flush=True)
