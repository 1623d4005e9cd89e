"""How fast the product is, measured against a plain script with the same SDKs and against a bare floor."""
