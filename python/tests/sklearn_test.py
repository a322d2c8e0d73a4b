"""The estimators are good citizens of scikit-learn, and give what the engine gives."""

import os

# One of check_estimator's checks is skipped without it, and it is read when SciPy is loaded.
os.environ["SCIPY_ARRAY_API"] = "1"

import pickle
import unittest
import warnings

import lexicnn
import numpy as np
import pandas as pd
from lexicnn.sklearn import FullNetworkEmbedding, KSSelector
from scipy import sparse
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import check_estimator
from support import matrix


class Checks(unittest.TestCase):
    def test_check_estimator_passes_fully(self) -> None:
        for estimator in (KSSelector(), KSSelector(fdr=0.1), FullNetworkEmbedding()):
            with self.subTest(estimator), warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)  # data of a check may have nothing to select
                results = check_estimator(estimator, on_skip=None, on_fail="raise")
                self.assertGreater(len(results), 40)
                self.assertEqual({each["status"] for each in results}, {"passed"})


class Selector(unittest.TestCase):
    def test_keeps_what_the_scores_select(self) -> None:
        values, labels = matrix()
        for options in ({"quantile": 0.95}, {"threshold": 0.2}, {"fdr": 0.05}):
            with self.subTest(options):
                scores = lexicnn.score(values, labels).select(**options)
                selector = KSSelector(**options).fit(values, labels)
                np.testing.assert_array_equal(selector.selected_, scores.selected)
                np.testing.assert_array_equal(selector.signed_ks_, scores.signed_ks)
                np.testing.assert_array_equal(selector.get_support(), (scores.selected != 0).any(axis=0))
        self.assertEqual(list(selector.classes_), ["a", "b", "c"])
        self.assertEqual(KSSelector(fdr=0.05, min_classes=3).fit(values, labels).get_support(indices=True).tolist(), [3])

    def test_names_and_output(self) -> None:
        values, labels = matrix()
        frame = pd.DataFrame(values, columns=[f"f{i}" for i in range(20)])
        selector = KSSelector(fdr=1e-6).set_output(transform="pandas").fit(frame, labels)
        self.assertEqual(list(selector.get_feature_names_out()), ["f3"])
        self.assertEqual(list(selector.transform(frame).columns), ["f3"])
        self.assertEqual(list(selector.feature_names_in_), list(frame.columns))

    def test_sparse(self) -> None:
        values, labels = matrix()
        found = KSSelector(fdr=0.05).fit(sparse.csr_matrix(values), labels)
        np.testing.assert_array_equal(found.signed_ks_, KSSelector(fdr=0.05).fit(values, labels).signed_ks_)
        self.assertEqual(found.transform(sparse.csr_matrix(values)).shape[1], found.get_support().sum())

    def test_pipeline_grid_clone_pickle(self) -> None:
        values, labels = matrix()
        pipeline = make_pipeline(KSSelector(), FullNetworkEmbedding(), LogisticRegression())
        search = GridSearchCV(pipeline, {"ksselector__quantile": [0.9, 0.99]}, cv=3).fit(values, labels)
        self.assertGreater(search.score(values, labels), 0.5)
        self.assertIn(search.best_params_["ksselector__quantile"], (0.9, 0.99))
        again = pickle.loads(pickle.dumps(search.best_estimator_))
        np.testing.assert_array_equal(again.predict(values), search.predict(values))
        self.assertEqual(clone(KSSelector(fdr=0.2)).get_params()["fdr"], 0.2)


class Embedding(unittest.TestCase):
    def test_digits_are_those_of_the_definition(self) -> None:
        values, _ = matrix()
        values[:, 5] = 2.5
        found = FullNetworkEmbedding().fit_transform(values)
        self.assertEqual(found.dtype, np.int8)
        wide = values.astype(np.float64)
        spread = wide.std(axis=0)
        z = (wide - wide.mean(axis=0)) / np.where(spread == 0, 1, spread)
        expected = np.where(z < -0.25, -1, np.where(z > 0.15, 1, 0))
        expected[:, 5] = 0
        np.testing.assert_array_equal(found, expected)

    def test_other_images_by_the_training_images(self) -> None:
        values, _ = matrix()
        fitted = FullNetworkEmbedding(lower=-1, upper=1).fit(values[:200])
        np.testing.assert_array_equal(fitted.transform(values)[:200], fitted.transform(values[:200]))
        np.testing.assert_allclose(fitted.mean_, values[:200].astype(np.float64).mean(axis=0), rtol=1e-12)

    def test_compat(self) -> None:
        values, _ = matrix()
        values[:, 5] = 2.5
        self.assertTrue((FullNetworkEmbedding(compat="fne").fit_transform(values)[:, 5] == 1).all())
        with self.assertRaisesRegex(ValueError, r"give none\|fne\|basic-fne"):
            FullNetworkEmbedding(compat="other").fit(values)


if __name__ == "__main__":
    unittest.main()
