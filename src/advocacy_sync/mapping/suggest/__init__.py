"""Which field of an object is which canonical field: judged by name, label, type and values; pure and repeatable."""
