"""Take the secrets that a lab gives its builds out of what is kept of an attempt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tutor.model.outcome import Diagnosis, Outcome, Verdict


class Hiding:
    """Writes a secret's id, as in `[npm_token]`, where a build has printed the secret itself."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._secrets = sorted(secrets.items(), key=lambda pair: -len(pair[1]))

    def verdict(self, verdict: Verdict) -> Verdict:
        """Return a verdict without them."""
        if not self._secrets:
            return verdict
        return replace(
            verdict,
            outcomes=tuple(map(self._outcome, verdict.outcomes)),
            advice=tuple(map(self._outcome, verdict.advice)),
            evidence={phase: tuple(map(self._text, lines)) for phase, lines in verdict.evidence.items()},
        )

    def diagnosis(self, told: Diagnosis | None) -> Diagnosis | None:
        """Return an explanation without them."""
        if told is None or not self._secrets:
            return told
        see, why, try_, words = map(self._text, (told.see, told.why, told.try_, told.engine_words))
        return replace(told, see=see, why=why, try_=try_, engine_words=words)

    def _outcome(self, outcome: Outcome) -> Outcome:
        found, where, because = map(self._text, (outcome.found, outcome.where, outcome.because))
        return replace(outcome, found=found, where=where, because=because)

    def _text(self, text: str) -> str:
        for name, secret in self._secrets:
            text = text.replace(secret, f"[{name}]")
        return text
