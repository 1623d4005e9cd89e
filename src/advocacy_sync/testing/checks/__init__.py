"""The promises, by what they are about: one function per promise."""
