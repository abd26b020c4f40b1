"""The table of Django's DatabaseCache, as `createcachetable` makes it: nobody has to remember that command."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("hirepilot", "0003_staff_groups")]

    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE hirepilot_cache (
                cache_key varchar(255) NOT NULL PRIMARY KEY,
                value text NOT NULL,
                expires timestamp with time zone NOT NULL
            );
            CREATE INDEX hirepilot_cache_expires ON hirepilot_cache (expires);
            """,
            "DROP TABLE hirepilot_cache",
        )
    ]
