"""Business objects as data: the tool files, and what they come to on one tenant. Pure, but for reading the files."""
