"""What a positive result means: natural frequencies, predictive values, likelihood ratios.

"Condition" is what the test looks for, "positive" a flag by the test. Sensitivity is the share
of those with the condition whom the test flags, specificity the share of those without whom it
does not. All shares run from 0 to 1; the false positive rate is 1 - specificity.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from evidence_course.stats import _checks as check
from evidence_course.stats._distributions import z_of_level
from evidence_course.stats.estimates import Estimate
from evidence_course.stats.proportions import wilson


def _check_test(sensitivity: float, specificity: float) -> None:
    check.share("sensitivity", sensitivity)
    check.share("specificity", specificity)


# Before a test: what it will say


@dataclass(frozen=True)
class FrequencyTree:
    """Whole people out of ``of``: with and without the condition, flagged and not flagged.

    The four leaves add up to ``of``, and each branch to its leaves.
    """

    of: int
    with_condition: int
    without_condition: int
    true_positives: int
    false_negatives: int
    false_positives: int
    true_negatives: int

    @property
    def positives(self) -> int:
        """All whom the test flags."""
        return self.true_positives + self.false_positives

    @property
    def negatives(self) -> int:
        """All whom the test does not flag."""
        return self.false_negatives + self.true_negatives


def _nearest(exact: float) -> int:
    """The nearest whole number, a half upwards, forgiving the last digits of a float."""
    return math.floor(exact + 0.5 + 1e-9)


def natural_frequencies(
    prevalence: float, sensitivity: float, specificity: float, of: int = 1000
) -> FrequencyTree:
    """A test's results as whole people out of ``of``, which most readers get right.

    Source: Gigerenzer and Hoffrage 1995, Psychological Review 102:684-704. Each branch is
    rounded from its exact number; take a larger ``of`` where a branch is below 1.
    Raises ValueError for what is no share, or if ``of`` is no whole number of at least 1.
    """
    check.share("prevalence", prevalence)
    _check_test(sensitivity, specificity)
    check.whole("of", of, 1)
    have = min(_nearest(of * prevalence), int(of))
    have_not = int(of) - have
    hits = min(_nearest(of * prevalence * sensitivity), have)
    alarms = min(_nearest(of * (1 - prevalence) * (1 - specificity)), have_not)
    return FrequencyTree(int(of), have, have_not, hits, have - hits, alarms, have_not - alarms)


def _split(yes: float, no: float, what: str) -> float:
    if yes + no == 0:
        raise ValueError(f"sensitivity and specificity must let some be {what}")
    return yes / (yes + no)


def positive_predictive_value(prevalence: float, sensitivity: float, specificity: float) -> float:
    """The share of those flagged who have the condition, from 0 to 1.

    Source: Altman and Bland 1994, BMJ 309:102. Raises ValueError for what is no share, or if
    the test would flag nobody.
    """
    check.share("prevalence", prevalence)
    _check_test(sensitivity, specificity)
    true, false = prevalence * sensitivity, (1 - prevalence) * (1 - specificity)
    return _split(true, false, "flagged")


def negative_predictive_value(prevalence: float, sensitivity: float, specificity: float) -> float:
    """The share of those not flagged who do not have the condition, from 0 to 1.

    Source: Altman and Bland 1994, BMJ 309:102. Raises ValueError for what is no share, or if
    the test would flag everybody.
    """
    check.share("prevalence", prevalence)
    _check_test(sensitivity, specificity)
    true, false = (1 - prevalence) * specificity, prevalence * (1 - sensitivity)
    return _split(true, false, "left unflagged")


@dataclass(frozen=True)
class LikelihoodRatios:
    """How many times a result multiplies the odds: a positive one raises, a negative lowers."""

    positive: float
    negative: float


def likelihood_ratios(sensitivity: float, specificity: float) -> LikelihoodRatios:
    """Sensitivity / (1 - specificity), and (1 - sensitivity) / specificity.

    Source: Deeks and Altman 2004, BMJ 329:168-169. Infinite for a test without false alarms.
    Raises ValueError for what is no share, or if the specificity is 0, or the test flags nobody.
    """
    _check_test(sensitivity, specificity)
    if specificity == 0:
        raise ValueError("specificity must be above 0, or the test flags everyone without it")
    if specificity == 1 and sensitivity == 0:
        raise ValueError("sensitivity and specificity must let some be flagged")
    positive = sensitivity / (1 - specificity) if specificity < 1 else math.inf
    return LikelihoodRatios(positive, (1 - sensitivity) / specificity)


def post_test_probability(prior: float, likelihood_ratio: float) -> float:
    """The chance after a result: odds before, times the likelihood ratio, as a share again.

    Source: Deeks and Altman 2004, BMJ 329:168-169. Several independent results can be put in one
    after the other. Raises ValueError if ``prior`` is not a share, or the ratio is negative.
    """
    check.share("prior", prior)
    if likelihood_ratio == math.inf and prior > 0:
        return 1.0
    check.not_negative("likelihood_ratio", likelihood_ratio)
    return prior * likelihood_ratio / (prior * likelihood_ratio + 1 - prior) if prior < 1 else 1.0


# What it takes


def number_needed_to_flag(predictive_value: float) -> float:
    """How many people are flagged for each one who has the condition: 1 / PPV.

    Raises ValueError if the positive predictive value is not above 0 and at most 1.
    Source: the definition of the positive predictive value.
    """
    check.positive("predictive_value", predictive_value)
    check.share("predictive_value", predictive_value)
    return 1 / predictive_value


def number_safely_cleared(predictive_value: float) -> float:
    """How many people the test clears rightly for each one whom it misses: NPV / (1 - NPV).

    Source: Fazel and others 2012, BMJ 345:e4692 (number safely discharged). Raises ValueError
    if the negative predictive value is not from 0 to below 1.
    """
    check.share("predictive_value", predictive_value)
    if predictive_value == 1:
        raise ValueError("predictive_value must be below 1: a test that misses nobody has no end")
    return predictive_value / (1 - predictive_value)


def number_needed_to_screen(prevalence: float, sensitivity: float) -> float:
    """How many people are tested for each one found: 1 / (prevalence x sensitivity).

    Raises ValueError if either is not above 0 and at most 1.
    Source: the definition of the sensitivity.
    """
    for name, value in (("prevalence", prevalence), ("sensitivity", sensitivity)):
        check.positive(name, value)
        check.share(name, value)
    return 1 / prevalence / sensitivity


# After a study of a test


@dataclass(frozen=True)
class ScreeningAccuracy:
    """A test against the truth in one study; every figure with its interval.

    The predictive values hold where the condition is as common as in the study.
    """

    prevalence: Estimate
    sensitivity: Estimate
    specificity: Estimate
    positive_predictive_value: Estimate
    negative_predictive_value: Estimate
    accuracy: Estimate


def _share_estimate(events: int, n: int, level: float) -> Estimate:
    interval = wilson(events, n, level)
    return Estimate(events / n, interval.low, interval.high, level)


def accuracy_from_counts(
    true_positives: int,
    false_positives: int,
    false_negatives: int,
    true_negatives: int,
    level: float = 0.95,
) -> ScreeningAccuracy:
    """Shares with Wilson's intervals from the four counts of a study of a test.

    Source: Altman and others 2000, Statistics with Confidence, chapter 10. Raises ValueError for
    counts that are not whole and at least 0, or if nobody was flagged, nobody was left
    unflagged, or nobody had, or nobody lacked, the condition.
    """
    counts = {
        "true_positives": true_positives,
        "false_positives": false_positives,
        "false_negatives": false_negatives,
        "true_negatives": true_negatives,
    }
    for name, count in counts.items():
        check.whole(name, count)
    sums = {
        "true_positives and false_negatives": true_positives + false_negatives,
        "false_positives and true_negatives": false_positives + true_negatives,
        "true_positives and false_positives": true_positives + false_positives,
        "false_negatives and true_negatives": false_negatives + true_negatives,
    }
    for name, total in sums.items():
        if total == 0:
            raise ValueError(f"{name} must not both be 0")
    have, have_not, flagged, clear = sums.values()
    everyone = have + have_not
    check.whole(f"{' + '.join(counts)}", everyone)
    right = true_positives + true_negatives
    return ScreeningAccuracy(
        _share_estimate(have, everyone, level),
        _share_estimate(true_positives, have, level),
        _share_estimate(true_negatives, have_not, level),
        _share_estimate(true_positives, flagged, level),
        _share_estimate(true_negatives, clear, level),
        _share_estimate(right, everyone, level),
    )


@dataclass(frozen=True)
class LikelihoodEstimates:
    """The likelihood ratios of a study, with their intervals."""

    positive: Estimate
    negative: Estimate


def likelihood_ratios_from_counts(
    true_positives: int,
    false_positives: int,
    false_negatives: int,
    true_negatives: int,
    level: float = 0.95,
) -> LikelihoodEstimates:
    """Likelihood ratios with log intervals from the four counts of a study of a test.

    Source: Simel and others 1991, Journal of Clinical Epidemiology 44:763-770.
    Raises ValueError if a count is no whole number of at least 1, as a logarithm or its spread
    is then not defined, or ``level`` is not between 0 and 1.
    """
    for name, count in (
        ("true_positives", true_positives),
        ("false_positives", false_positives),
        ("false_negatives", false_negatives),
        ("true_negatives", true_negatives),
    ):
        check.whole(name, count, 1)
    check.level(level)
    have, have_not = true_positives + false_negatives, false_positives + true_negatives
    z = z_of_level(level)

    def ratio(one: int, two: int) -> Estimate:
        value = one / have / (two / have_not)
        factor = math.exp(z * math.sqrt(1 / one - 1 / have + 1 / two - 1 / have_not))
        return Estimate(value, value / factor, value * factor, level)

    return LikelihoodEstimates(
        ratio(true_positives, false_positives), ratio(false_negatives, true_negatives)
    )
