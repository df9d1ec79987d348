"""What can be asked of a training: on which rows, for how many epochs, validated how, from fresh weights."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from grader.checks.answers import Answer, compared, no, unclear, yes
from grader.checks.passes import rows_passed, share_of_epoch, was_cut
from grader.checks.rows import (
    LABELS_RIGHT,
    WHOLE,
    amount,
    is_whole,
    labels_text,
    others,
    size_of,
    stray,
    told,
    was_recognised,
)
from grader.checks.training import asked_epochs
from grader.values import NOTHING, Text

if TYPE_CHECKING:
    from grader.checks.training import Training
    from grader.evidence import Data, Fit, Validation
    from grader.parts import PartEvidence

SHARE_TOLERANCE = 0.005
"""What a validation share may be off by: splits are rounded to whole rows."""

_OWN_MAKING = frozenset({"tf.data", "generator", "sequence", "other"})


def data_answer(part: PartEvidence, training: Training, split: str, coverage: float) -> Answer:
    """Was it trained on rows of that split only, on all of it (validation included), with its labels?"""
    fit = training.last
    data = fit.data
    if data is None or not (data.sources or data.unmatched):
        return unclear(Text("what it was trained on could not be looked at", "학습 자료를 확인하지 못함"))
    found = told(data)
    if not data.sources:
        return Answer(_unknown_rows(part, data, split), _data_text(split, found))
    if foreign := others(data, split):
        return no(_foreign_text(split, found, test=any(source.split == "test" for source in foreign)))
    return _partial(training, data, split, coverage) or _mislabelled(fit) or _mixed(data, split, found)


def _partial(training: Training, data: Data, split: str, coverage: float) -> Answer | None:
    """Object to rows left out, or never come to; what was cut off by hand for validation is given all the same."""
    fit = training.last
    held_out = fit.validation.data if fit.validation and fit.validation.how == "data" else None
    apart = 0 if held_out is None else amount(held_out, split)
    size, passed = size_of(split), rows_passed(training.fits, split)
    given = size if size is not None and is_whole(data, split, coverage) else amount(data, split)
    rows = apart + (given if passed is None else min(given, passed))
    if size is None or rows >= coverage * size:
        return None
    return no(
        Text(
            f"asked for training on all {size:,} rows of {split}, found {rows:,}",
            f"학습 자료: 요구 {split} 전체 {size:,}행, 제출 {rows:,}행",
        )
    )


def _mislabelled(fit: Fit) -> Answer | None:
    if fit.labels is None or fit.labels.correct is None or fit.labels.correct >= LABELS_RIGHT:
        return None
    return no(labels_text(fit.labels.correct))


def _mixed(data: Data, split: str, found: Text) -> Answer:
    """Rows of the split, perhaps with others beside: whether augmented ones were allowed is not ours to say."""
    if stray(data):
        return Answer(None if data.kind in _OWN_MAKING else False, _data_text(split, found))
    return yes(Text(f"trained on {found.en}", f"학습 자료: {found.ko}"))


def _unknown_rows(part: PartEvidence, data: Data, split: str) -> bool | None:
    """Nothing was recognised: wrong rows if the split was at hand and no augmentation can have changed them."""
    if data.kind in _OWN_MAKING or not was_recognised(part.evidence, split):
        return None
    return False


def _data_text(split: str, found: Text) -> Text:
    return Text(f"asked for training on {split}, found {found.en}", f"학습 자료: 요구 {split}, 제출 {found.ko}")


def _foreign_text(split: str, found: Text, *, test: bool) -> Text:
    text = _data_text(split, found)
    return text.plus(Text("no test row may be trained on", "시험 자료로 학습하면 안 됨")) if test else text


def epochs_answer(
    training: Training, exact: int | None, at_least: int | None = None, split: str | None = None
) -> Answer:
    """Was it trained for as many epochs as asked; early stopping takes none away, steps too few for the data do."""
    wanted = f"{exact}" if exact is not None else f"≥ {at_least}"
    epochs = training.epochs
    if epochs is None:
        steps = sum(fit.steps for fit in training.fits)
        return unclear(
            Text(
                f"asked for {wanted} epochs; trained by a loop of its own, {steps:,} steps: a person counts the epochs",
                f"에폭: 요구 {wanted}; 직접 만든 학습 반복문 ({steps:,}회 갱신)이라 사람이 확인합니다",
            ),
        )
    shares = [share_of_epoch(fit, split) for fit in training.fits]
    if any(share != 1 for share in shares):
        most = exact / WHOLE if exact is not None else math.inf
        return _short_epochs(training, shares, wanted, (WHOLE * (exact or at_least or 0), most))
    if any(was_cut(fit) for fit in training.fits):
        steps = sum(fit.steps for fit in training.fits)
        return unclear(
            Text(
                f"{epochs} epochs were asked for, but the optimizer made {steps:,} steps, too few: a person looks",
                f"{epochs} 에폭을 요청했으나 옵티마이저 갱신은 {steps:,}회뿐이라 사람이 확인합니다",
            )
        )
    right = epochs == exact if exact is not None else epochs >= (at_least or 0)
    count = f"{epochs}" + (
        f" ({' + '.join(str(fit.epochs) for fit in training.fits)})" if len(training.fits) in (2, 3, 4) else ""
    )
    if right:
        return yes(Text(f"{count} epochs", f"{count} 에폭"))
    found = Text(f"asked for {wanted} epochs, found {count}", f"에폭: 요구 {wanted}, 제출 {count}")
    return no(found.plus(_stopped(training)))


def _short_epochs(training: Training, shares: list[float | None], wanted: str, between: tuple[float, float]) -> Answer:
    """Count the times through the data, where ``steps_per_epoch`` ended epochs before."""
    steps = ", ".join(dict.fromkeys(f"{fit.steps_per_epoch}" for fit in training.fits if fit.steps_per_epoch))
    found = Text(f"{training.epochs} epochs of {steps} steps", f"{steps}스텝짜리 {training.epochs} 에폭")
    known = [share for share in shares if share is not None]
    if len(known) < len(shares):
        return unclear(
            Text(
                f"asked for {wanted} epochs, found {found.en}, of batches whose size is not known: a person looks",
                f"에폭: 요구 {wanted}, 제출 {found.ko}; 배치 크기를 알 수 없어 사람이 확인합니다",
            )
        )
    passes = sum((asked_epochs(fit) or 0) * share for fit, share in zip(training.fits, known, strict=True))
    text = Text(
        f"asked for {wanted} epochs, found {found.en}: {passes:.2g} times through the data",
        f"에폭: 요구 {wanted}, 제출 {found.ko}: 자료를 {passes:.2g}번 학습함",
    )
    return Answer(between[0] <= passes <= between[1], text)


def completed_answer(training: Training) -> Answer:
    """Was it trained at all?"""
    if training.completed:
        return yes(Text("the network was trained", "네트워크를 학습함"))
    return no(Text("the training did not come to its end", "학습이 끝나지 않음").plus(_stopped(training)))


def _stopped(training: Training) -> Text:
    fit = training.last
    if fit.ending != "raised":
        return NOTHING
    return Text(f"fit stopped with {fit.error or 'an error'}", f"fit이 오류로 멈춤: {fit.error or '오류'}")


def validation_answer(training: Training, share: float, split: str | None) -> Answer:
    """Was that share of the rows kept for validation, taken from the training split?"""
    fit = training.last
    if fit.validation is None:
        if fit.how != "fit":
            return unclear(
                Text("validation of a training loop: a person looks", "직접 만든 학습의 검증은 사람이 확인합니다")
            )
        return no(Text(f"asked for {share:.0%} validation, found none", f"검증: 요구 {share:.0%}, 제출 없음"))
    held_out = fit.validation.data
    if held_out is not None and split is not None and (foreign := others(held_out, split)):
        found = told(held_out)
        own = "test" if any(source.split == "test" for source in foreign) else "other"
        return no(
            Text(
                f"asked for {share:.0%} of {split} as validation, found {found.en} ({own} data)",
                f"검증: 요구 {split}의 {share:.0%}, 제출 {found.ko}",
            ),
        )
    found_share = _share(fit, fit.validation)
    if found_share is None:
        return unclear(Text("how much it was validated on could not be told", "검증 자료의 비율을 알 수 없음"))
    if held_out is not None and fit.data is not None and _same_rows(fit.data, held_out):
        return no(Text("validated on rows that it was trained on", "학습에 쓴 자료로 검증함"))
    near = abs(found_share - share) <= SHARE_TOLERANCE
    return Answer(
        near, compared("validation share", "검증 비율", f"{share:.4g}", f"{share if near else found_share:.4g}")
    )


def _share(fit: Fit, validation: Validation) -> float | None:
    if validation.share is not None:
        return validation.share
    trained = fit.data.rows if fit.data else None
    held_out = validation.data.rows if validation.data else None
    return held_out / (trained + held_out) if trained and held_out else None


def _same_rows(trained: Data, held_out: Data) -> bool:
    """Tell whether validation rows were trained on, as far as the row ranges show it.

    Ranges overlap after a shuffled split as well, so only two blocks without gaps count.
    """
    if trained.digest and trained.digest == held_out.digest:
        return True
    blocks = [_blocks(trained), _blocks(held_out)]
    return any(
        name == other and first <= end and start <= last
        for name, first, last in blocks[0]
        for other, start, end in blocks[1]
    )


def _blocks(data: Data) -> list[tuple[tuple[str, str], int, int]]:
    return [
        ((source.dataset, source.split), source.first, source.last)
        for source in data.sources
        if source.first is not None and source.last is not None and source.last - source.first + 1 == source.rows
    ]


def batch_answer(training: Training, size: int) -> Answer:
    """Were the batches of that size in every fit?"""
    found = list(dict.fromkeys(fit.batch_size for fit in training.fits))
    told_sizes = ", ".join("?" if one is None else str(one) for one in found)
    right = None if None in found else found == [size]
    return Answer(right, compared("batch size", "배치 크기", size, told_sizes))


def fresh_answer(part: PartEvidence, training: Training) -> Answer:
    """Did it start from weights that no fit of another part had left behind?"""
    before = training.first.weights_before
    own = {fit.seq for fit in part.fits}
    earlier = [
        event
        for event in part.evidence.recording.events
        if event.kind == "fit" and event.seq < training.first.seq and event.seq not in own
    ]
    # A network that is not built yet has no weights and no digest.
    taken = [fit for fit in earlier if before and fit.weights_after == before and fit.weights_before != before]
    if not taken:
        return yes(Text("a newly initialised network", "새로 초기화한 네트워크"))
    where = part.where(taken[-1])
    return no(
        Text(
            f"asked for a new network, found one that goes on from the weights of the fit at {where}",
            f"새 네트워크가 필요함, 제출: {where}에서 학습한 가중치를 이어서 학습함",
        ),
    )
