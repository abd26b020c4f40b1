"""Last step of the one way in: a plan is written by a handful of set-based statements.

Rows are COPYed to temporary tables, because COPY into a sealed table is refused, and inserted from there under the policies.
"""

import json
from collections import defaultdict

from django.db import connection

from hirepilot.lookups import array
from hirepilot.tenancy import writable_workspace
from leads.models import Company, ContactValue, Identity, OptOut
from leads.models.opt_out import address_hash
from leads.services.intake_clean import EMAIL, PHONE, SLUG, address_hashes
from leads.services.intake_decide import CONTACT, KEY, LIST, NEW, NOTE, TAG
from leads.services.opting_out import refresh_opted_out

PROFILES = (
    SLUG,
    Identity.Kind.MEMBER_ID.value,
    Identity.Kind.SALES_LEAD.value,
    Identity.Kind.RECRUITER.value,
)

STAGES = {
    "lead": """id bigint, fresh boolean, full_name text, first_name text, last_name text, email text, phone text,
        linkedin text, company_id bigint, company_name text, title text, title_normal text,
        seniority text, function text, location text, status text, owner_id bigint, source text, legal_basis text,
        custom jsonb, typed text[]""",
    "identity": "lead_id bigint, kind text, value text, shown text",
    "contact": "lead_id bigint, kind text, value text, shown text",
    "tag": "lead_id bigint, tag_id bigint",
    "list": "lead_id bigint, list_id bigint",
    "note": "lead_id bigint, text text, day timestamp",
    "opt_out": "channel text, address text, lead_id bigint, source text",
}

COMPANIES = """
INSERT INTO leads_company (workspace_id, name, key, domain, created_at)
SELECT %s, * , now() FROM unnest(%s::text[], %s::text[], %s::text[]) ON CONFLICT (workspace_id, key) DO NOTHING
"""
TAGS = """
INSERT INTO leads_tag (workspace_id, name, key, hue, created_at)
SELECT %(workspace)s, name, key, 1 + abs(hashtext(key)) %% 6, now()
FROM unnest(%(names)s::text[], %(keys)s::text[]) AS t (name, key) ON CONFLICT (workspace_id, key) DO NOTHING
"""
LISTS = """
INSERT INTO leads_leadlist (workspace_id, name, key, by_id, created_at)
SELECT %(workspace)s, name, key, %(author)s, now()
FROM unnest(%(names)s::text[], %(keys)s::text[]) AS t (name, key) ON CONFLICT (workspace_id, key) DO NOTHING
"""
CREATE = """
INSERT INTO leads_lead (id, workspace_id, full_name, first_name, last_name, email, phone, linkedin, company_id,
    company_name, title, title_normal, seniority, function, location, status, owner_id, source, legal_basis, custom, typed,
    created_at, last_activity_at, opted_out)
SELECT id, %(workspace)s, full_name, first_name, last_name, email, phone, linkedin, company_id,
    company_name, title, title_normal, seniority, function, location, 'new', owner_id, source, legal_basis, custom, typed,
    now(), now(), '{}'
FROM stage_lead s WHERE fresh ORDER BY s.id
"""
# Every lead starts as New; a move that the importer asked for is in its history like any other.
MOVE = """
UPDATE leads_lead l SET status = s.status FROM stage_lead s
WHERE s.fresh AND s.status <> 'new' AND l.id = s.id AND l.workspace_id = %(workspace)s
"""
UPDATE = """
UPDATE leads_lead l SET full_name = s.full_name, first_name = s.first_name, last_name = s.last_name, email = s.email,
    phone = s.phone, linkedin = s.linkedin, company_name = s.company_name,
    company_id = CASE WHEN l.company_name = s.company_name THEN l.company_id ELSE s.company_id END,
    title = s.title, title_normal = s.title_normal, seniority = s.seniority, function = s.function,
    location = s.location, owner_id = s.owner_id, custom = s.custom, typed = s.typed, last_activity_at = now()
FROM stage_lead s WHERE NOT s.fresh AND l.id = s.id AND l.workspace_id = %(workspace)s
"""
IDENTITIES = """
INSERT INTO leads_identity (workspace_id, lead_id, kind, value, shown, verification)
SELECT %(workspace)s, lead_id, kind, value, shown, '' FROM stage_identity ORDER BY kind, value
"""
CONTACTS = """
INSERT INTO leads_contactvalue (workspace_id, lead_id, kind, value, shown)
SELECT DISTINCT ON (lead_id, kind, value) %(workspace)s, lead_id, kind, value, shown FROM stage_contact
ORDER BY lead_id, kind, value
ON CONFLICT (lead_id, kind, value) DO NOTHING
"""
LEAD_TAGS = """
INSERT INTO leads_leadtag (workspace_id, lead_id, tag_id) SELECT %(workspace)s, lead_id, tag_id FROM stage_tag
ON CONFLICT (tag_id, lead_id) DO NOTHING
"""
# Numbered as they are staged: new leads in the order of the file, then those that were here.
LIST_MEMBERS = """
INSERT INTO leads_listmember (workspace_id, list_id, lead_id) SELECT %(workspace)s, list_id, lead_id FROM stage_list
ON CONFLICT (list_id, lead_id) DO NOTHING
"""
NOTES = """
INSERT INTO leads_note (workspace_id, lead_id, text, author_id, created_at)
SELECT %(workspace)s, lead_id, text, %(author)s, coalesce(day AT TIME ZONE %(time_zone)s, now()) FROM stage_note
"""
OPT_OUTS = """
INSERT INTO leads_optout (workspace_id, channel, address, lead_id, reason, source, at)
SELECT DISTINCT ON (channel, address) %(workspace)s, channel, address, lead_id, '', source, now() FROM stage_opt_out
ORDER BY channel, address
ON CONFLICT (workspace_id, address, channel) DO NOTHING
"""


def write(plan, rules, *, author_id=None):
    """Write a plan and give every decision its lead. Raises IntegrityError when somebody took an identity meanwhile."""
    targets = [*plan.created, *plan.touched.values()]
    workspace = writable_workspace()
    values = {"workspace": workspace.pk, "author": author_id, "time_zone": workspace.time_zone}
    with connection.cursor() as cursor:
        _number(cursor, plan.created)
        company_of = _companies(cursor, targets)
        _stage(cursor, "lead", [_lead(target, rules, company_of) for target in targets])
        made = CREATE if plan.created else ""
        moved = MOVE if any(target.status != NEW for target in plan.created) else ""
        steps = [made, moved, UPDATE if plan.touched else "", *_children(cursor, targets, values)]
        if plan.opt_outs:
            _stage(cursor, "opt_out", _opt_outs(plan, rules))
            steps.append(OPT_OUTS)
        for statement in filter(None, steps):
            cursor.execute(statement, values)
    if plan.opt_outs or OptOut.objects.exists():
        refresh_opted_out({target.lead_id for target in targets} | _leads_of(plan.opt_outs))
    for decision in plan.decisions:
        if decision.target is not None:
            decision.lead_id = decision.target.lead_id


def _number(cursor, created):
    """Take the ids beforehand, so that everything that hangs on a new lead can be staged with it."""
    if created:
        cursor.execute(
            "SELECT nextval(number) FROM (SELECT pg_get_serial_sequence('leads_lead', 'id')::regclass OFFSET 0) s (number),"
            " generate_series(1, %s)",
            [len(created)],
        )
        for target, (lead_id,) in zip(created, cursor.fetchall(), strict=True):
            target.lead_id = lead_id


def _companies(cursor, targets):
    """The id of each target's company, made where it is new. The domain decides before the name."""
    wanted = {}
    for target in targets:
        if key := target.values.get("company_key"):
            wanted.setdefault(key, (target.values["company_name"], target.values["company_domain"]))
    if not wanted:
        return {}
    by_domain = dict(
        Company.objects.filter(domain__in={domain for _, domain in wanted.values() if domain}).values_list(
            "domain", "pk"
        )
    )
    ids = {key: by_domain[domain] for key, (_, domain) in wanted.items() if domain in by_domain}
    names = sorted(wanted.keys() - ids.keys())
    ids |= _ids(cursor, "leads_company", names)
    if missing := [key for key in names if key not in ids]:
        name, domain = zip(*(wanted[key] for key in missing), strict=True)
        cursor.execute(COMPANIES, [writable_workspace().pk, list(name), missing, list(domain)])
        ids |= _ids(cursor, "leads_company", missing)
    return ids


def _named(cursor, table, statement, pairs, values):
    """The id of each tag or list of {key: name}, made by the statement where it is new."""
    ids = _ids(cursor, table, list(pairs))
    if missing := sorted(pairs.keys() - ids.keys()):
        cursor.execute(statement, values | {"names": [pairs[key] for key in missing], "keys": missing})
        ids |= _ids(cursor, table, missing)
    return ids


def _ids(cursor, table, keys):
    """{key: id} of those keys that the table has. One array, because thousands of parameters cost more than the query."""
    cursor.execute(
        f"SELECT key, id FROM {table} WHERE workspace_id = %s AND key = ANY(%s)",
        [writable_workspace().pk, array(keys)],
    )
    return dict(cursor.fetchall())


def _stage(cursor, name, rows):
    """Fill a temporary table, which lives as long as the transaction's rows do."""
    cursor.execute(
        f"CREATE TEMPORARY TABLE IF NOT EXISTS stage_{name} ({STAGES[name]}) ON COMMIT DELETE ROWS"
    )
    cursor.execute(f"TRUNCATE stage_{name}")
    with cursor.copy(f"COPY stage_{name} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _children(cursor, targets, values):
    """Stage what hangs on the leads; returns the statements that are needed."""
    rows = {KEY: [], CONTACT: [], TAG: [], LIST: [], NOTE: []}
    for target in targets:
        for kind, *added in target.added:
            rows[kind].append((target.lead_id, *added))
    for kind, table, statement in ((TAG, "leads_tag", TAGS), (LIST, "leads_leadlist", LISTS)):
        if rows[kind]:
            id_of = _named(cursor, table, statement, {key: name for _, key, name in rows[kind]}, values)
            rows[kind] = [(lead_id, id_of[key]) for lead_id, key, _ in rows[kind]]
    steps = []
    for kind, stage, statement in (
        (KEY, "identity", IDENTITIES), (CONTACT, "contact", CONTACTS), (TAG, "tag", LEAD_TAGS),
        (LIST, "list", LIST_MEMBERS), (NOTE, "note", NOTES),
    ):  # fmt: skip
        if rows[kind]:
            _stage(cursor, stage, rows[kind])
            steps.append(statement)
    return steps


def _lead(target, rules, company_of):
    held, fresh = target.values, target.row is not None
    firsts = {}
    for what, kind, *rest in target.added:
        if what in (KEY, CONTACT):
            firsts.setdefault(kind, rest[0])
    typed = _typed(target).union(target.typed) if rules.typed else target.typed
    return (
        target.lead_id, fresh, held["full_name"], held["first_name"], held["last_name"],
        held.get("email") or firsts.get(EMAIL, ""), held.get("phone") or firsts.get(PHONE, ""),
        held.get("linkedin") or next((firsts[kind] for kind in PROFILES if kind in firsts), ""),
        company_of.get(held.get("company_key")), held["company_name"], held["title"], held["title_normal"],
        held["seniority"], held["function"], held["location"], target.status,
        target.owner_id, rules.source, rules.legal_basis,
        # As text: psycopg's own way for JSON and arrays costs more than the rest of the row.
        json.dumps(target.custom) if target.custom else "{}", f"{{{','.join(sorted(typed))}}}",
    )  # fmt: skip


def _typed(target):
    if target.row is None:
        return set(target.changed) - {"owner", "custom"}
    filled = {name for name in ("full_name", "title", "location") if target.values[name]}
    return filled | ({"company"} if target.values["company_name"] else set())


def _leads_of(opt_outs):
    """Every lead that an opt-out of these rows concerns: an address may be that of several."""
    leads, by_kind = {target.lead_id for _, target in opt_outs if target}, defaultdict(list)
    for row, _ in opt_outs:
        for kind, value, _ in (*row.keys, *row.contacts):
            by_kind[kind].append(value)
    for kind, values in by_kind.items():
        model = ContactValue if kind in ContactValue.Kind else Identity
        leads.update(model.objects.filter(kind=kind, value__among=values).values_list("lead_id", flat=True))
    return leads


def _opt_outs(plan, rules):
    for row, target in plan.opt_outs:
        lead_id = target.lead_id if target else None
        hashes = address_hashes(row) or ([address_hash("lead", lead_id)] if lead_id else [])
        for channel in row.opt_out:
            for address in hashes:
                yield channel, address, lead_id, rules.source
