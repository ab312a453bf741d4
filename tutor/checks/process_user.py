"""Check that nothing in the container runs as root, seen from outside."""

from __future__ import annotations

from tutor.checks.container import ContainerCheck
from tutor.checks.evidence import Evidence
from tutor.checks.permissions import account_number
from tutor.checks.probe import Probe
from tutor.model.outcome import Outcome


class NotRootCheck(ContainerCheck):
    """No process of the container runs as root."""

    kind, reads_files = "not_root", True

    def judge(self, probe: Probe, evidence: Evidence) -> Outcome:
        """Look at the processes; where the engine does not tell them, a user of the image's own that is not root will do."""
        expected = "a container whose processes are not root's"
        if evidence.engine is None or not probe.container or not probe.state.running:
            return self.could_not_run("the container does not run")
        found = evidence.engine.processes(probe.container)
        if found is None:
            return self._by_image(evidence, expected)
        root = next((process for process in found if process.is_root), None)
        if root is not None:
            return self.failed(expected, f"root runs `{root.command}`", _where(evidence))
        return self.passed(f"all run as {', '.join(sorted({p.user for p in found}))}")

    def _by_image(self, evidence: Evidence, expected: str) -> Outcome:
        user = str(evidence.info.config.get("User") or "").partition(":")[0] if evidence.info else ""
        number = account_number(evidence.content("etc/passwd"), user) if user else 0
        if not number:
            return self.could_not_run("the engine does not tell who runs the processes")
        return self.passed(f"the image's user is {user}", expected)


def _where(evidence: Evidence) -> str:
    made = [i for i in evidence.shipped_instructions() if i.keyword == "USER"]
    return f"line {made[-1].span.line}: {made[-1].text}" if made else ""
