import subprocess, sys
from tests.contract.test_schemathesis import *
from tests.contract import test_schemathesis as t
def test_tmp(address):
    where, rest = address
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(t.HERE / "schemathesis.toml"), "run"]
    with open("/tmp/h/rest-schema.log","wb") as log:
        for more in (["--exclude-operation-id-regex", t.ENDS_KEYS], ["--include-operation-id", t.ENDS_KEYS]):
            subprocess.run([*command, f"{where}/api/v1/openapi.json", "--header", f"Authorization: Bearer {rest.key}", "--max-redirects","0","--max-examples","100", *more], stdout=log, stderr=log, cwd=rest.settings.data_dir)
