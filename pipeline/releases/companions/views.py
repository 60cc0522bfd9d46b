"""SQL for DuckDB that makes a view of every table, with the descriptions of tables and columns: ``views.sql``."""

from collections.abc import Mapping

from pipeline.releases import changes, duck
from pipeline.releases.companion import Companion
from pipeline.releases.compare import CHANGES
from pipeline.releases.views import views

HEAD = """\
-- Release {release}: a view of every table, for DuckDB. Files are named relative to this folder. Start DuckDB in it:
--     duckdb -init views.sql
-- or, from anywhere, name the folder first:
--     SET file_search_path = 'outputs/releases/{release}';
--     .read outputs/releases/{release}/views.sql
-- What a table or a column means: SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'meetings';

"""


def make(context: Companion) -> Mapping[str, bytes]:
    """Write the views from the tables' schemas."""
    files = {
        table: (duck.pattern(path).relative_to(path.parent).as_posix(), duck.arrow_schema(path))
        for table, path in context.tables.items()
    }
    files[changes.TABLE] = (changes.FILE, CHANGES)
    return {"views.sql": (HEAD.format(release=context.release_id) + views(files)).encode()}
