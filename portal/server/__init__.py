"""The hardened server: uvicorn's protocol classes with the limits that uvicorn lacks."""
