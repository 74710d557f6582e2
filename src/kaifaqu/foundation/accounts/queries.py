"""Who may do what, where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from kaifaqu.foundation.accounts.models import AccessToken, Grant, Role, SignIn, User
from kaifaqu.foundation.accounts.permissions import ANYONE, SIGNED_IN, TABLE
from kaifaqu.foundation.subjects.models import Kind, Subject
from kaifaqu.foundation.subjects.queries import is_sample, is_sample_open, list_within


def roles_for(act: str) -> frozenset[str]:
    """The roles that may do the act: none where the table does not name it."""
    return TABLE.get(act, frozenset())


def may_somewhere(user: Any, act: str) -> bool:
    """True when the table opens the act to this user on at least one subject."""
    return act in open_acts(user, [act])


def open_acts(user: Any, acts: Iterable[str]) -> frozenset[str]:
    """Those of the acts that the table opens to this user on at least one subject; the user's roles are asked once."""
    asked = {act: roles_for(act) for act in acts}
    public = {act for act, roles in asked.items() if roles == ANYONE}
    if not user.is_authenticated or len(public) == len(asked):
        return frozenset(public)
    held = {grant.role for grant in grants_of(user)}
    return frozenset(public | {act for act, roles in asked.items() if roles & held or roles == SIGNED_IN})


def may(user: Any, act: str, subject: Subject) -> bool:
    """True when a grant with one of the act's roles stands on the subject or above it."""
    roles = roles_for(act)
    if roles == ANYONE:
        return True
    return may_as(user, roles, subject)


def may_look_at(user: Any, act: str, subject: Subject) -> bool:
    """As `may`, for pages that only show: the sample province holds nothing of anybody, so every account looks at it while it is on."""
    if not is_sample(subject.code):
        return may(user, act, subject)
    return is_sample_open() and may_somewhere(user, act)


def may_as(user: Any, roles: Iterable[str], subject: Subject) -> bool:
    """True when the user holds one of these roles on the subject or above it."""
    wanted = frozenset(roles)
    return any(grant.role in wanted and subject.path.startswith(grant.subject.path) for grant in grants_of(user))


def reach_of(user: Any, act: str) -> QuerySet[Subject]:
    """Every subject on which the user may do the act."""
    roles = roles_for(act)
    return list_within([grant.subject.path for grant in grants_of(user) if grant.role in roles])


def list_homes(user: Any, act: str) -> QuerySet[Subject]:
    """The zones on which the user may do the act, at most a handful: what a page offers to choose from without asking."""
    return reach_of(user, act).filter(kind=Kind.ZONE).order_by("path")[:5]


def list_demonstration_users() -> QuerySet[User]:
    """The accounts of a demonstration home; none anywhere else."""
    users: QuerySet[User] = User.objects.filter(is_demonstration=True, is_active=True).order_by("pk")
    return users


def home_subject(user: Any) -> Subject | None:
    """The subject that the user's first grant stands on."""
    first = next(iter(grants_of(user)), None)
    return first.subject if first else None


def grants_of(user: Any) -> Sequence[Grant]:
    """Everything the user was granted with its subjects, oldest first: as remembered for the request, else as it stands now."""
    if not user.is_authenticated:
        return ()
    remembered: Sequence[Grant] | None = getattr(user, "remembered_grants", None)
    if remembered is None:
        return tuple(Grant.objects.filter(user=user).select_related("subject").order_by("pk"))
    return remembered


def remember_grants(user: Any) -> None:
    """Asks for the user's grants once for a whole request: every page asks a dozen times what its reader may do."""
    if user.is_authenticated:
        user.remembered_grants = grants_of(user)


def list_accounts() -> QuerySet[User]:
    """Every account with its grants: those that wait for approval first."""
    users: QuerySet[User] = User.objects.select_related("opened_by", "approved_by").prefetch_related("grants__subject")
    return users.annotate(waits=Q(opened_by__isnull=False) & Q(approved_by__isnull=True)).order_by("-waits", "username")


def get_account(pk: int) -> User:
    """One account. Raises User.DoesNotExist."""
    user: User = list_accounts().get(pk=pk)
    return user


def list_sign_ins(user: User) -> QuerySet[SignIn]:
    """The account's sessions, the newest first."""
    return SignIn.objects.filter(user=user)


def list_tokens(user: User) -> QuerySet[AccessToken]:
    """The account's keys for programs, the newest first, void ones too."""
    return AccessToken.objects.filter(user=user).select_related("within")


def holds(user: Any, role: Role) -> bool:
    """True when the user holds the role on any subject."""
    return any(grant.role == role for grant in grants_of(user))


def list_holders(roles: Iterable[str], subject: Subject) -> QuerySet[User]:
    """The active accounts that hold one of these roles on the subject or above it."""
    codes = subject.path.strip("/").split("/")
    users: QuerySet[User] = User.objects.filter(is_active=True, grants__role__in=roles, grants__subject__code__in=codes)
    return users.distinct().order_by("pk")


def list_colleagues(user: User) -> QuerySet[User]:
    """The other active accounts with a role on one of the user's subjects or below."""
    within = Q(pk__in=())
    for grant in grants_of(user):
        within |= Q(grants__subject__path__startswith=grant.subject.path)
    users: QuerySet[User] = User.objects.filter(within, is_active=True).exclude(pk=user.pk).distinct().order_by("pk")
    return users


def is_name_taken(username: str) -> bool:
    """True when an account has this name."""
    taken: bool = User.objects.filter(username=username).exists()
    return taken


def list_people(reach: QuerySet[Subject]) -> QuerySet[User]:
    """The active accounts that hold a role on a subject within reach."""
    people: QuerySet[User] = User.objects.filter(is_active=True, grants__subject__in=reach).distinct().order_by("pk")
    return people
