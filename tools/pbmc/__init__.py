"""Takes scanpy's `pbmc68k_reduced`, blood cells of ten kinds, out of the package that carries it."""
