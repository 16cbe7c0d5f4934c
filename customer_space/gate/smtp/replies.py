"""What the gateway says to a sending program: a code, and the gate's reason in words."""

import unicodedata
from collections.abc import Iterable, Sequence

from customer_space.gate.actions import Answer
from customer_space.gate.rules.answer import Outcome

LONGEST = 400
"""Characters of one line; RFC 5321 (4.5.3.1.5) has 512 octets with the code and CR LF."""
OK = "250 2.1.5 OK"


def refusal(answer: Answer, *, base_url: str) -> str:
    """550 where waiting does not help, else 451 with the time from which it does; empty: a yes."""
    if answer.allowed or answer.decision is None:
        return ""
    told, verdict = answer.weighed.told, answer.weighed.verdict
    lines = [told["short"], told["remedy"]]
    if waits := verdict.outcome is Outcome.DEFER and verdict.next_at is not None:
        lines.append(f"Next: {verdict.next_at:%Y-%m-%dT%H:%M:%SZ}." if verdict.next_at else "")
    lines.append(f"Receipt: {base_url}/api/v1/decisions/{answer.decision.id}/receipt.json")
    return reply("451 4.7.1" if waits else "550 5.7.1", lines)


def reply(code: str, lines: Iterable[str]) -> str:
    """A reply of one or several lines, in ASCII. `code` as "550 5.7.1"."""
    number, _, status = code.partition(" ")
    said = [_ascii(line)[:LONGEST] for line in lines if line.strip()] or [""]
    between = [f"{number}-{status} {line}" for line in said[:-1]]
    return "\r\n".join([*between, f"{number} {status} {said[-1]}"])


def of_message(passed: Sequence[str], refused: Sequence[tuple[str, str]]) -> str:
    """One answer for a message to several recipients, each with the reply that is theirs.

    Who sends again what was answered with 451 gets nothing twice: those who have it are skipped.
    """
    if not refused:
        return reply("250 2.0.0", [f"Relayed to {len(passed)}"])
    waiting = [said for _, said in refused if said.startswith("4")]
    if not passed:
        return (waiting or [said for _, said in refused])[0]
    lines = [f"Relayed to {len(passed)} of {len(passed) + len(refused)}."]
    lines += [f"Not to {address}: {_text(said)}" for address, said in refused]
    if waiting:
        lines.append("Send the same message again for those who wait.")
    return reply("451 4.7.1" if waiting else "250 2.0.0", lines)


def _text(said: str) -> str:
    """The words of a reply without its codes."""
    return " ".join(line[4:].partition(" ")[2] for line in said.split("\r\n"))


def _ascii(line: str) -> str:
    plain = unicodedata.normalize("NFKD", " ".join(line.split()))
    return plain.encode("ascii", "ignore").decode()
