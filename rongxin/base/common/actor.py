"""Who acts (操作者)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, for which party, in which role, through which door (操作者).

    People and machines are both actors. `end_user` names the person behind a machine, as the
    institution states it; it goes to the access register, never into evidence.
    """

    kind: str  # person | machine | system
    id: str  # person id, client id, or process name
    party_id: UUID | None  # for whom; None only for the platform's own processes
    role: str  # signatory | handler | officer | clerk | operator | client | system
    door: str  # portal | api | cli | job
    end_user: str = ""

    def through(self, door: str) -> Actor:
        """The same actor at another door, as when a page hands work to a job."""
        return replace(self, door=door)

    def as_evidence(self) -> dict[str, str | None]:
        """Identifiers only, as they are sealed."""
        return {
            "kind": self.kind,
            "id": self.id,
            "party": str(self.party_id) if self.party_id else None,
            "role": self.role,
            "door": self.door,
        }


def system(process: str, door: str = "job") -> Actor:
    """The platform itself at work, named by its process (平台进程)."""
    return Actor(kind="system", id=process, party_id=None, role="system", door=door)
