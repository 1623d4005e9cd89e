"""`python -m advocacy_sync.sandbox`: the two local CRMs from the command line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from advocacy_sync.kernel.clock import parse_instant
from advocacy_sync.kernel.errors import ConfigError
from advocacy_sync.sandbox.host import Options, run

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Serve until stopped. 0: stopped by a signal; 2: the data or a port cannot be used."""
    given = vars(_parser().parse_args(arguments))
    try:
        run(Options(**given))
    except (ConfigError, OSError) as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m advocacy_sync.sandbox",
        description="A local Salesforce org and a local HubSpot portal. One JSON line says where they are.",
        epilog="example: python -m advocacy_sync.sandbox --size 1000 --seed 7 --salesforce-port 8081",
    )
    parser.add_argument("--data", type=Path, help="a folder with the Maven CRM files or with CSV exports")
    parser.add_argument("--size", type=int, default=Options.size, help="accounts to make up without --data")
    parser.add_argument("--seed", type=int, default=Options.seed, help="another seed, another company")
    parser.add_argument("--as-of", type=parse_instant, help="where the clock starts: 2026-03-02 or an instant")
    parser.add_argument("--salesforce-port", type=int, default=0, help="0: any free port")
    parser.add_argument("--hubspot-port", type=int, default=0, help="0: any free port")
    parser.add_argument("--tls", action="store_true", help="serve https and write the CA file")
    parser.add_argument("--state", type=Path, help="keep the rows in files of this name")
    parser.add_argument("--faults", type=Path, help="a plan of what goes wrong")
    return parser


if __name__ == "__main__":
    sys.exit(main())
