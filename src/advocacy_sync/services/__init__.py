"""One use case per module: where rules meet ports."""
