"""The version of a database's tables is told without alembic, and told right."""

import subprocess
import sys

from alembic.config import Config
from alembic.script import ScriptDirectory

from shortener import versions

LOADED = "import sys, shortener.cli.context, shortener.prepare; print('alembic' in sys.modules)"


def test_the_names_of_the_files_say_what_alembic_reads_in_them() -> None:
    config = Config()
    config.set_main_option("script_location", str(versions.MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    assert versions.known() == [script.revision for script in scripts.walk_revisions()][::-1]
    assert versions.known()[-1] == scripts.get_current_head()


def test_no_command_that_finds_its_tables_right_loads_alembic() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "False\n"
