"""Tools that make what lexicnn is tried on: trained models and demo images."""
