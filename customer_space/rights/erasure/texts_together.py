"""Texts written together: those the person had a hand in, or that name them, begin anew."""

from uuid import UUID

from customer_space.documents.renewal import renew
from customer_space.rights.erasure.recognised import Known
from portal.database import rows

_THEIRS = """
select d.id from document d
where d.plain ~* $2
   or exists (select 1 from document_update u where u.document_id = d.id
              and u.author_id = any($1))
   or exists (select 1 from revision r join revision_author a on a.revision_id = r.id
              where r.document_id = d.id and a.member_id = any($1))
   or exists (select 1 from revision r where r.document_id = d.id and r.plain ~* $2)
   or exists (select 1 from unnest($3::text[]) as word
              where position(convert_to(word, 'UTF8') in d.snapshot) > 0
                 or exists (select 1 from document_update u where u.document_id = d.id
                            and position(convert_to(word, 'UTF8') in u.content) > 0))
order by d.id
"""


async def renew_documents(known: Known) -> int:
    """Make them anew without the traces; returns how many."""
    traces = known.traces
    found: list[UUID] = [
        row["id"] for row in await rows(_THEIRS, known.members, traces.pattern, traces.spelled)
    ]
    for document_id in found:
        await renew(document_id, traces.without)
    return len(found)
