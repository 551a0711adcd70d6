"""Debian packages of any suite, unpacked into a folder, without touching the machine's own apt.

The mirror's address is read from apt's own configuration, and apt verifies the
release files with the machine's Debian archive keyring (the current one also
holds the keys of sid and bullseye). Nothing unverified is unpacked.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.bed.errors import BedError, Unavailable
from tests.bed.processes import finish

_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


def _mirrors() -> list[str]:
    """The addresses from which apt has this machine's own release, best first."""
    for tool in ("apt-get", "dpkg"):
        if shutil.which(tool) is None:
            raise Unavailable(f"Debian packages cannot be had here: there is no {tool}")
    listing = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(RELEASE) $(REPO_URI)"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    codename = ""
    for line in Path("/etc/os-release").read_text("utf-8").splitlines():
        if line.startswith("VERSION_CODENAME="):
            codename = line.partition("=")[2].strip('"')
    found: list[str] = []
    for line in listing.splitlines():
        release, _, address = line.partition(" ")
        if release == codename and address and address not in found:
            found.append(address)
    return found


class Suite:
    """One suite with its own sources list and state, in `folder`."""

    def __init__(self, name: str, folder: Path, log: Path) -> None:
        """Download the list of packages.

        Raises:
            Unavailable: no configured mirror has the suite, or its signature does not verify.
        """
        self._folder = folder
        self._log = log
        for part in ("lists/partial", "archives/partial"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        signed = f"[signed-by={_KEYRING}] " if _KEYRING.exists() else ""
        failures: list[str] = []
        for mirror in _mirrors():
            (folder / "sources.list").write_text(f"deb {signed}{mirror} {name} main\n", "utf-8")
            try:
                self._apt("update")
            except BedError as error:
                failures.append(str(error))
            else:
                return
        why = "\n".join(failures) or "apt knows no mirror of this machine's own release"
        raise Unavailable(f"the Debian suite {name} cannot be had here: {why}")

    def unpack(self, packages: Sequence[str], target: Path) -> list[str]:
        """Download the packages and unpack them into `target`; return the file names, versions included."""
        downloads = self._folder / "downloads"
        shutil.rmtree(downloads, ignore_errors=True)
        downloads.mkdir()
        self._apt("download", *packages, cwd=downloads)
        files = sorted(downloads.glob("*.deb"))
        if len(files) != len(packages):
            raise BedError(f"apt brought {len(files)} of {len(packages)} packages: {[each.name for each in files]}")
        for file in files:
            finish(["dpkg", "-x", str(file), str(target)], self._log)
        shutil.rmtree(downloads)
        return [file.name for file in files]

    def _apt(self, *arguments: str, cwd: Path | None = None) -> None:
        options = {
            "Dir::Etc::SourceList": str(self._folder / "sources.list"),
            "Dir::Etc::SourceParts": "/dev/null",
            "Dir::State::Lists": str(self._folder / "lists"),
            "Dir::State::status": "/dev/null",
            "Dir::Cache::Archives": str(self._folder / "archives"),
            "Dir::Cache::pkgcache": "",
            "Dir::Cache::srcpkgcache": "",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            "APT::Sandbox::User": "root",
            "APT::Update::Error-Mode": "any",
        }
        flags = [part for key, value in options.items() for part in ("-o", f"{key}={value}")]
        finish(["apt-get", "-q", *flags, *arguments], self._log, cwd=cwd)
