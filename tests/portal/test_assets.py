"""The browser's code: bundled once, named by its content, with nothing a strict policy refuses."""

import json
import re
from pathlib import Path

import pytest

from frontend.bundle import FRONTEND, bundle

TEMPLATES = FRONTEND.parent / "templates"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundle") / "static"
    assert bundle(out=folder)
    return folder


@pytest.mark.node
def test_every_asset_is_named_by_its_content(out: Path):
    manifest = json.loads((out / "manifest.json").read_text())
    assert {"portal.js", "editor.js", "portal.css", "icons.svg", "licences.txt"} <= manifest.keys()
    for name, hashed in manifest.items():
        stem, _, suffix = name.rpartition(".")
        assert re.fullmatch(rf"{re.escape(stem)}-[0-9A-Z]{{8}}\.{suffix}", hashed)
        assert (out / hashed).stat().st_size > 0


@pytest.mark.node
def test_an_unchanged_bundle_is_left_alone(out: Path):
    before = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    assert not bundle(out=out)
    assert {path.name: path.stat().st_mtime_ns for path in out.iterdir()} == before


@pytest.mark.node
def test_an_outdated_bundle_leaves_no_old_files_behind(out: Path):
    (out / "stamp").write_text("another")
    (out / "portal-OLDFILES.js").write_text("old")
    assert bundle(out=out)
    assert not (out / "portal-OLDFILES.js").exists()


@pytest.mark.node
def test_a_page_loads_its_scripts_and_styles_in_little(out: Path):
    manifest = json.loads((out / "manifest.json").read_text())
    sizes = {name: (out / hashed).stat().st_size for name, hashed in manifest.items()}
    assert sizes["portal.js"] < 90_000
    assert sizes["portal.css"] < 90_000
    assert sizes["editor.js"] < 400_000


def test_every_icon_a_template_names_is_in_the_sprite():
    known = set(json.loads((FRONTEND / "src/icons.json").read_text()))
    used = {
        name
        for template in TEMPLATES.rglob("*.html")
        for name in re.findall(r"\bicon(?:\(|=)\"([a-z0-9-]+)\"", template.read_text())
    }
    assert used <= known, sorted(used - known)


def test_the_lock_names_no_registry_and_the_packages_are_pinned():
    assert '"resolved"' not in (FRONTEND / "package-lock.json").read_text()
    package = json.loads((FRONTEND / "package.json").read_text())
    versions = package["dependencies"] | package["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())


def test_our_scripts_write_no_inline_style_and_evaluate_nothing():
    for script in (FRONTEND / "src").rglob("*.js"):
        text = script.read_text()
        assert len(text.splitlines()) <= 120, script.name
        for refused in ('setAttribute("style"', "innerHTML", "eval(", "new Function", "<style"):
            assert refused not in text, f"{script.name}: {refused}"
