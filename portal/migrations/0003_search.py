"""What the search of a space looks through, by words."""

from tortoise import migrations
from tortoise.migrations import operations as ops

TEXTS = {
    "chat_message": "text",
    "document": "left(plain, 100000)",  # a vector has a largest size
    "commitment": "text",
    "desired_outcome": "words || ' ' || measure",
    "initiative": (
        "title || '. ' || trying || ' ' || expecting || ' ' || measuring || ' ' || result "
        "|| ' ' || lesson"
    ),
}

INDEXES = [
    f"create index {table}_words on {table} using gin (to_tsvector('simple', {text}))"
    for table, text in TEXTS.items()
]


class Migration(migrations.Migration):
    dependencies = [("parley", "0002_guards")]

    initial = False

    operations = [ops.RunSQL(INDEXES)]
