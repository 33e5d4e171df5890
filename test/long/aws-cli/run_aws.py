"""Runs command lines with the real AWS CLI, in one process: JSON list of lines in, JSON list of what each printed out.

AWS CLI v1 with the times of v2 (cli_timestamp_format = iso8601). Command lines are split as a shell does, by Python.
"""

import contextlib
import io
import json
import shlex
import sys

from awscli.clidriver import create_clidriver


def run(line):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = create_clidriver().main(shlex.split(line)[1:])
        except SystemExit as stopped:
            code = stopped.code
    return {"code": code, "out": out.getvalue(), "err": err.getvalue()}


json.dump([run(line) for line in json.load(sys.stdin)], sys.stdout)
