"""Both CRMs, the product and its deaths in one process, driven by one seed on one injected clock."""
