"""What the recipes of the models share: one subject a file, each importable by itself."""
