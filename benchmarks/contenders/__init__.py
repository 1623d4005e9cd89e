"""Who is measured: the product, a plain script with the vendors' SDKs, a bare floor. Each in a process of its own."""
