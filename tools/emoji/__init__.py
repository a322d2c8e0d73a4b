"""Builds the demo images: coloured emoji, one folder a Unicode subgroup (docs/demo-images.md)."""
