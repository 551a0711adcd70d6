"""What a line of YAML cannot say: questions over several models, one folder per domain."""
