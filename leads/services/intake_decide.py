"""Second step of the one way in: exactly one outcome for every row, decided in the order of the file.

A row is decided as if the rows before it had been written. Pure Python over what the database knows of the identities in
the chunk (`Known`), because whether two names agree is one Python function, and because what a plan announces and what a
run does must be the same code. Nothing here writes.
"""

from dataclasses import dataclass, field

from leads.cleaning.names import names_agree
from leads.models import Lead
from leads.models.lead_import import Outcome
from leads.services.intake_clean import Warned

CREATED, UPDATED, UNCHANGED = Outcome.CREATED.value, Outcome.UPDATED.value, Outcome.UNCHANGED.value
MERGED, SKIPPED, FAILED = Outcome.MERGED.value, Outcome.SKIPPED.value, Outcome.FAILED.value

NEW = Lead.Status.NEW.value
KEY, CONTACT, TAG, LIST, NOTE = "key", "contact", "tag", "list", "note"

# A field stands for the columns that change together with it.
FIELDS = {
    "full_name": ("full_name", "first_name", "last_name"),
    "company": ("company_name", "company_key", "company_domain"),
    "title": ("title", "title_normal", "seniority", "function"),
    "location": ("location",),
}


class Target:
    """A lead that rows arrive at: one that is there (`lead_id`), or one that this chunk creates (`row`).

    `held` is everything that hangs on it, `added` what these rows add: ("key" | "contact" | "tag" | "list" | "note", *values).
    """

    __slots__ = (
        "added", "archived", "changed", "custom", "held", "lead_id", "owner_id", "owner_name", "row", "status", "typed",
        "values",
    )  # fmt: skip

    def __init__(self, lead_id=None, row=None):
        self.lead_id, self.row = lead_id, row
        self.held, self.added, self.changed = set(), [], ()
        self.values, self.custom, self.typed = {}, {}, ()
        self.owner_id, self.owner_name, self.archived, self.status = None, "", False, NEW

    def has_identity(self):
        return any(held[0] == KEY for held in self.held)


@dataclass
class Known:
    """What the database holds of the identities, and of the bare names, that a chunk of rows mentions."""

    by_key: dict = field(default_factory=dict)  # (kind, value) -> Target
    bare: dict = field(default_factory=dict)  # folded() -> Target, for leads without identity


@dataclass(slots=True)
class Decision:
    """What becomes of one row. `target.lead_id` says which lead, as soon as it is written."""

    line: int
    outcome: str
    code: str = ""
    detail: str = ""
    target: Target | None = None
    changes: tuple = ()  # (field, before, after) of a lead that was there
    lead_id: int | None = None


@dataclass
class Plan:
    """The decisions of a chunk and the leads they concern. `merge` is the pair to merge after writing, the older first."""

    decisions: list = field(default_factory=list)
    created: list = field(default_factory=list)
    touched: dict = field(default_factory=dict)  # lead id -> target
    opt_outs: list = field(default_factory=list)  # (row, target or None): kept whatever the outcome is
    merge: tuple = ()
    taken: int = 0  # how many rows the plan covers


def decide(rows, known, rules):
    """The Plan of the rows before the first that finds two leads to be one; `plan.merge` then names the two.

    After the merge the caller decides that row and the rest anew, over what is then there.
    """
    plan = Plan()
    for row in rows:
        decision = _decide(row, known, rules, plan)
        if plan.merge:
            break
        plan.taken += 1
        plan.decisions.append(decision)
        if row.opt_out:
            plan.opt_outs.append((row, decision.target))
    return plan


def _decide(row, known, rules, plan):
    if row.problem is not None:
        return Decision(row.line, FAILED, row.problem.code, row.problem.detail)
    targets = []
    for kind, value, _ in row.keys:
        target = known.by_key.get((kind, value))
        if target is not None and target not in targets:
            targets.append(target)
    if not targets:
        return _new(row, known, plan, rules)
    if refusal := _refused(row, targets, rules):
        return refusal
    if rules.policy == "skip":
        return Decision(
            row.line, SKIPPED, "exists", "Already a lead here, and matches are skipped.", targets[0]
        )
    if len(targets) > 1:
        plan.merge = tuple(sorted(targets, key=_age)[:2])
        return None
    target = targets[0]
    return _onto(row, target, known, rules, plan)


def _age(target):
    # Leads created in this chunk are younger than all that are there; among themselves, in file order.
    return (1, target.row.line) if target.row else (0, target.lead_id)


def _new(row, known, plan, rules):
    if not row.keys:
        folded = row.folded()
        if (same := known.bare.get(folded)) is not None:
            unchanged = (
                row.line,
                UNCHANGED,
                "same_without_identity",
                "The same person is already here.",
                same,
            )
            return _refused(row, [same], rules) or Decision(*unchanged)
    target = Target(row=row)
    target.values = {column: getattr(row, column) for columns in FIELDS.values() for column in columns}
    target.owner_id, target.custom, target.status = row.owner_id, row.custom, row.starts_as or NEW
    _add_children(row, target, known)
    if not row.keys:
        known.bare[folded] = target
    plan.created.append(target)
    return Decision(row.line, CREATED, *_warning(row, target), target)


def _refused(row, targets, rules):
    """Why a row may not touch the leads it matches, or None."""
    for target in targets:
        if rules.own_only is not None and target.owner_id not in (None, rules.own_only):
            return Decision(
                row.line, SKIPPED, "owned_by_other", f"Owned by somebody else: ask {target.owner_name}."
            )
    names = [row.full_name, *(target.values["full_name"] for target in targets)]
    for place, name in enumerate(names):
        for other in names[place + 1 :]:
            if name != other and not names_agree(name, other):
                return Decision(
                    row.line,
                    SKIPPED,
                    "review",
                    f"The same address belongs to “{targets[0].values['full_name']}”: a person must decide.",
                    targets[0],
                )
    return None


def _onto(row, target, known, rules, plan):
    """Bring a row onto a lead that is there: blanks filled or chosen fields overwritten, the rest added."""
    changed = {
        name
        for name, columns in FIELDS.items()
        if (value := getattr(row, columns[0]))
        and value != target.values[columns[0]]
        and _writable(name, target.values[columns[0]], target, rules)
    }
    changes = [(name, target.values[FIELDS[name][0]], getattr(row, FIELDS[name][0])) for name in changed]
    for name in changed:
        target.values.update((column, getattr(row, column)) for column in FIELDS[name])
    custom = {
        key: value
        for key, value in row.custom.items()
        if value
        and target.custom.get(key) != value
        and _writable(f"custom.{key}", target.custom.get(key), target, rules)
    }
    if custom:
        changes += [(f"custom.{key}", target.custom.get(key, ""), value) for key, value in custom.items()]
        target.custom = target.custom | custom
        changed.add("custom")
    if row.owner_id and target.owner_id is None:
        target.owner_id = row.owner_id
        changed.add("owner")
        changes.append(("owner", "", row.owner_id))
    before = len(target.added)
    changed_at_all = _add_children(row, target, known) or bool(changed)
    changes += [_addition(*added) for added in target.added[before:]]
    target.changed = changed.union(target.changed)
    if changed_at_all and target.lead_id is not None:
        plan.touched[target.lead_id] = target
    code, detail = _warning(row, target)
    if target.archived and not code:
        code, detail = "archived", "The lead is archived and stays so."
    outcome = UPDATED if changed_at_all else UNCHANGED
    return Decision(row.line, outcome, code, detail, target, tuple(sorted(changes)))


def _addition(what, *values):
    if what in (TAG, LIST, NOTE):
        return what, "", values[0] if what == NOTE else values[-1]
    return values[0], "", values[-1] or values[1]


def _writable(name, held, target, rules):
    if not held:
        return True
    return rules.policy == "overwrite" and name in rules.overwrite and name not in target.typed


def _add_children(row, target, known):
    """Hang on the target what the row brings and it has not; says whether that is anything."""
    held, added, before = target.held, target.added, len(target.added)
    for kind, value, shown in row.keys:
        if (KEY, kind, value) not in held:
            held.add((KEY, kind, value))
            added.append((KEY, kind, value, shown))
            known.by_key[kind, value] = target
    for kind, value, shown in row.contacts:
        if (CONTACT, kind, value) not in held:
            held.add((CONTACT, kind, value))
            added.append((CONTACT, kind, value, shown))
    for what, names in ((TAG, row.tags), (LIST, row.lists)):
        for key, name in names:
            if (what, key) not in held:
                held.add((what, key))
                added.append((what, key, name))
    if row.note and (NOTE, row.note) not in held:
        held.add((NOTE, row.note))
        added.append((NOTE, row.note, row.note_at))
    return len(added) > before


def _warning(row, target):
    """What of the row was not taken: its first reason, and all of them in words."""
    warnings = row.warnings
    if row.status and row.status != target.status:
        given, kept = Lead.Status(row.status).label, Lead.Status(target.status).label
        why = "A new lead starts as New" if target.row else f"The lead stays {kept}: no source moves it"
        warnings = [*warnings, Warned("status_not_taken", f"{why}, so “{given}” was not taken.")]
    if not warnings:
        return "", ""
    return warnings[0].code, " ".join(warning.detail for warning in warnings)[:500]
