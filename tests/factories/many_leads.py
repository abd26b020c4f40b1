"""A workspace full of leads, made by the database in seconds: names, companies and places repeat as in real lists."""

from types import SimpleNamespace

from django.db import connection

from hirepilot.models import Membership
from hirepilot.tenancy import workspace_scope
from tests.factories.hirepilot import MembershipFactory, WorkspaceFactory, setting_up

COMPANIES = """
INSERT INTO leads_company (workspace_id, name, key, domain, created_at)
SELECT %(workspace)s, 'Company ' || n, 'company ' || n, '', now() FROM generate_series(0, %(companies)s - 1) n
"""
TAGS = """
INSERT INTO leads_tag (workspace_id, name, key, hue, created_at)
SELECT %(workspace)s, name, name, 1, now() FROM unnest(ARRAY['third', 'hundredth', 'ten', 'oldest']) name
"""
# `scattered` is a permutation of the numbers up to a million, the same every time.
LEADS = """
INSERT INTO leads_lead (
    workspace_id, full_name, first_name, last_name, email, phone, linkedin, company_id, company_name, title,
    title_normal, seniority, function, location, status, owner_id, source, legal_basis, custom, typed, archived_at,
    created_at, last_activity_at, opted_out
)
SELECT %(workspace)s, first || ' ' || last, first, last, lower(first) || n || '@mail.example',
    CASE WHEN n %% 3 = 0 THEN '+4930' || 1000000 + n ELSE '' END, lower(first || '-' || last || '-' || n),
    c.id, c.name, (ARRAY['Engineer', 'Recruiter', 'Head of Talent', 'Product Manager', 'Nurse'])[1 + n %% 5],
    '', '', '',
    (ARRAY['Austin', 'Berlin', 'Paris', 'London', 'Vienna', 'Zurich', 'Oslo'])[1 + n %% 7],
    (ARRAY['new', 'new', 'new', 'enriched', 'enriched', 'contacted', 'contacted', 'replied', 'qualified', 'bad_fit'])
        [1 + scattered %% 10],
    CASE WHEN n <= 10 THEN %(ten)s WHEN scattered %% 9 = 0 THEN NULL ELSE %(many)s END, 'file', '', '{}', '{}',
    CASE WHEN scattered %% 33 = 0 THEN now() END, now() - interval '1 year', now() - scattered * interval '1 second',
    '{}'
FROM (
    SELECT n, (n::bigint * 7919) %% 1000003 AS scattered, 'F' || substr(md5((n %% 487)::text), 1, 6) AS first,
        'L' || substr(md5((n %% 3989)::text), 1, 8) AS last
    FROM generate_series(1, %(rows)s) n
) people
JOIN leads_company c ON c.workspace_id = %(workspace)s AND c.key = 'company ' || scattered %% %(companies)s
"""
IDENTITIES = """
INSERT INTO leads_identity (workspace_id, lead_id, kind, value, shown, verification)
SELECT workspace_id, id, kind, value, '', '' FROM leads_lead
CROSS JOIN LATERAL (VALUES ('email', email), ('slug', linkedin)) AS both_kinds (kind, value)
WHERE workspace_id = %(workspace)s
"""
NUMBERS = """
INSERT INTO leads_contactvalue (workspace_id, lead_id, kind, value, shown)
SELECT workspace_id, id, 'phone', phone, '' FROM leads_lead WHERE workspace_id = %(workspace)s AND phone <> ''
"""
LEAD_TAGS = """
INSERT INTO leads_leadtag (workspace_id, lead_id, tag_id)
SELECT l.workspace_id, l.id, t.id
FROM (SELECT *, row_number() OVER (ORDER BY id) AS n, ntile(20) OVER (ORDER BY last_activity_at) AS age
      FROM leads_lead WHERE workspace_id = %(workspace)s) l
JOIN leads_tag t ON t.workspace_id = l.workspace_id AND CASE t.key
    WHEN 'third' THEN n %% 3 = 0 WHEN 'hundredth' THEN n %% 100 = 1 WHEN 'ten' THEN n <= 10 ELSE age = 1 END
"""
TABLES = ("lead", "leadsearch", "identity", "contactvalue", "leadtag", "tag", "company")


def many_leads(rows):
    """A workspace with so many leads, and its people: `owner`, `many` who has nearly all leads, `ten` who has ten."""
    workspace = WorkspaceFactory()
    role = Membership.Role
    roles = (role.OWNER, role.MEMBER, role.MEMBER)
    owner, many, ten = (MembershipFactory(workspace=workspace, role=which) for which in roles)
    values = {
        "workspace": workspace.pk, "rows": rows, "companies": max(rows // 50, 10), "many": many.pk, "ten": ten.pk,
    }  # fmt: skip
    with workspace_scope(workspace), setting_up(), connection.cursor() as cursor:
        for statement in (COMPANIES, "ANALYZE leads_company", TAGS, LEADS, IDENTITIES, NUMBERS, LEAD_TAGS):
            cursor.execute(statement, values)
        for table in TABLES:
            cursor.execute(f"ANALYZE leads_{table}")
    return SimpleNamespace(workspace=workspace, owner=owner, many=many, ten=ten)
