print("ESCAPED import-customize main", flush=True)
