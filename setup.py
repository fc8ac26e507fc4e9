"""Puts labels/ and models/ inside the wheel; everything else stands in pyproject.toml."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

DATA = ("labels", "models")


class BuildWithData(build_py):
    """Copy the data beside the package into the built one, where toolkit.resources looks."""

    def run(self) -> None:
        """Build, then copy; an editable install reads the checkout's own folders."""
        super().run()
        if not self.editable_mode:
            self._copy_data(Path(self.build_lib) / "toolkit" / "_data")

    def _copy_data(self, target: Path) -> None:
        here = Path(__file__).resolve().parent
        shutil.rmtree(target, ignore_errors=True)
        for name in DATA:
            shutil.copytree(here / name, target / name)


setup(cmdclass={"build_py": BuildWithData})
