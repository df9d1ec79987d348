"""4-3: which statements about the cosine regression are right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import optimize, stats

if TYPE_CHECKING:
    from proofs import Array, Find

NOISE = 0.2


@pytest.fixture(scope="module")
def least_squares(design: Array, observed: Array) -> Array:
    return np.linalg.lstsq(design, observed, rcond=None)[0]


def mse(design: Array, observed: Array, beta: Array) -> float:
    return np.mean((observed - design @ beta) ** 2)


def test_hayoung_is_right_likelihood_is_greatest_where_the_mse_is_least(
    design: Array, observed: Array, least_squares: Array
) -> None:
    found = optimize.minimize(
        lambda beta: -stats.norm.logpdf(observed, design @ beta, NOISE).mean(), np.zeros(6), method="BFGS"
    ).x

    assert found == pytest.approx(least_squares, abs=1e-4)


def test_hayoung_is_right_the_likelihood_orders_all_coefficients_as_the_mse_does(
    design: Array, observed: Array
) -> None:
    betas = np.random.default_rng(1).normal(size=(200, 6)) * 3
    by_mse = np.argsort([mse(design, observed, beta) for beta in betas])
    by_likelihood = np.argsort([-stats.norm.logpdf(observed, design @ beta, NOISE).sum() for beta in betas])

    assert by_mse.tolist() == by_likelihood.tolist()


def test_jaein_is_right_it_is_the_normal_noise_that_does_it(
    design: Array, observed: Array, least_squares: Array
) -> None:
    """With Laplace noise the likelihood is greatest elsewhere: least absolute deviations."""
    at_least_squares = stats.laplace.logpdf(observed, design @ least_squares, NOISE).sum()
    better = optimize.minimize(
        lambda beta: -stats.laplace.logpdf(observed, design @ beta, NOISE).mean(), least_squares, method="Nelder-Mead"
    ).x

    assert stats.laplace.logpdf(observed, design @ better, NOISE).sum() > at_least_squares
    assert mse(design, observed, better) > mse(design, observed, least_squares)


def test_seoyeon_is_wrong_the_mse_is_convex(design: Array) -> None:
    """Its second derivative is twice the Gram matrix over n, wherever one stands: positive definite."""
    hessian = 2 * design.T @ design / len(design)

    assert np.linalg.eigvalsh(hessian).min() > 0


def test_seoyeon_is_wrong_gradient_descent_ends_at_the_one_minimum_from_anywhere(
    design: Array, observed: Array, least_squares: Array
) -> None:
    hessian = 2 * design.T @ design / len(design)
    rate = 1 / np.linalg.eigvalsh(hessian).max()
    beta = np.random.default_rng(2).normal(size=(6, 50)) * 100

    for _ in range(20_000):
        beta -= rate * 2 * design.T @ (design @ beta - observed[:, None]) / len(design)

    assert beta == pytest.approx(np.repeat(least_squares[:, None], 50, axis=1), abs=1e-6)


def test_gyubin_is_wrong_stochastic_descent_can_stay_in_a_local_minimum() -> None:
    """A mean of two losses with wells near 1 and, deeper, near -1: steps of small rate never leave the first."""
    pulls = (0.1, 0.5)
    rng = np.random.default_rng(3)
    w = 1.0

    for _ in range(20_000):
        w -= 0.01 * (4 * w * (w**2 - 1) + rng.choice(pulls))

    def loss(at: float) -> float:
        return (at**2 - 1) ** 2 + np.mean(pulls) * at

    assert w > 0.5
    assert loss(-1.0) < loss(w)


def test_so_the_key_of_4_3_is_hayoung_and_jaein(criterion: Find) -> None:
    assert criterion("4-3", "choices_answer").options == ("하영", "재인", "서연", "규빈")
    assert criterion("4-3", "choices_answer").correct == {"하영", "재인"}
