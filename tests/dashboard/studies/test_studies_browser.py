"""The studies page in a real Chromium."""

import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FilePayload, expect

from sim.dashboard.studies.under_way import under_way_in
from sim.report.stored import read_stored
from tests.dashboard.conftest import Server, Watched, start, watching
from tests.dashboard.desks import SHOWN, experiment

WEBB = "/studies?folder=results:webb"
ONE = "/studies?folder=results:one"
BEGUN = "/studies?folder=results:begun"
VIEWS = ("verdicts", "figures", "runs", "tables", "files")
EVERY = ("/studies", BEGUN, *(f"{WEBB}&view={view}" for view in VIEWS))
GRAVE = {"serious", "critical"}
PATIENCE = 240_000


def test_a_result_is_found_opened_and_its_verdicts_read(
    watch: Callable[..., Watched], desk_folder: Path
) -> None:
    page = watch().open("/studies")
    page.get_by_role("link", name=SHOWN).click()
    expect(page.locator("h1")).to_have_text(SHOWN)
    table = page.locator("table.verdicts")
    stored = read_stored(desk_folder / "results" / "webb").verdicts
    expect(table.locator("tbody tr")).to_have_count(len({one.id for one in stored}))
    expect(table).to_contain_text("at most")
    expect(page.locator("#manifest")).to_contain_text("Model version")
    assert page.evaluate("window.planted") is None
    assert page.locator(".view script, .view img").count() == 0


def test_the_runs_behind_a_claim_lead_to_the_live_view(watch: Callable[..., Watched]) -> None:
    watched = watch()
    page = watched.open(WEBB)
    page.locator(".behind-claims a").first.click()
    expect(page.locator(".dots circle")).to_have_count(2)
    expect(page.locator(".view")).to_contain_text("cannot be watched")
    page = watched.open(f"{ONE}&view=runs")
    page.get_by_role("link", name="Watch seed 3 live").click()
    page.wait_for_selector(".stage[data-month]")
    assert "seed=3" in page.url
    assert "market.contract_months%3D24" in page.url


def test_rows_are_text_and_go_on(watch: Callable[..., Watched]) -> None:
    page = watch().open(f"{WEBB}&view=tables&table=organisations")
    expect(page.locator(".tall tbody tr")).to_have_count(50)
    expect(page.locator(".tall")).to_contain_text("<script>alert('planted')</script> & Sons")
    page.get_by_role("link", name="Later rows").click()
    expect(page.locator(".view")).to_contain_text("Rows 51 to 100")
    assert page.locator(".view script").count() == 0


def test_a_study_that_was_stopped_says_so_and_can_be_taken_up(
    watch: Callable[..., Watched],
) -> None:
    page = watch().open(BEGUN)
    expect(page.locator(".progress h2")).to_have_text("Stopped; what is made is safe")
    expect(page.locator(".progress")).to_contain_text("Stopped at 9 of 24 runs")
    expect(page.locator(".foretold")).to_contain_text("24 runs, 8 of them stored")
    expect(page.locator(".said")).to_have_text(SHOWN)
    expect(page.locator("#stop")).to_be_hidden()
    page.click("#go-on")
    expect(page.locator(".progress .wrong")).to_contain_text("There is no experiment 'mine'")
    assert page.evaluate("window.planted") is None


def test_files_are_sent_so_that_nothing_in_them_can_run(server: Server) -> None:
    for path, kind in (
        ("/files/report?folder=results:webb", "text/html"),
        ("/files/table?folder=results:one&name=runs&form=csv", "text/csv"),
        ("/files/table?folder=results:one&name=runs&form=parquet", "parquet"),
        ("/files/verdicts?folder=results:webb", "application/json"),
        ("/files/figures?folder=results:webb", "application/zip"),
    ):
        status, headers, content = server.ask(path)
        lower = {name.lower(): value for name, value in headers.items()}
        assert status == 200, path
        assert "sandbox" in lower["content-security-policy"], path
        assert "script-src" not in lower["content-security-policy"], path
        assert kind in lower["content-type"], path
        assert content


def test_no_file_outside_the_folders_is_sent(server: Server, desk_folder: Path) -> None:
    (desk_folder / "secret").mkdir(exist_ok=True)
    (desk_folder / "secret" / "report.html").write_text("secret", encoding="utf-8")
    for path in (
        "/files/report?folder=results:../secret",
        "/files/report?folder=results:..%2Fsecret",
        "/files/report?folder=/etc",
        "/files/figure?folder=results:webb&name=../manifest.json",
        "/files/figure?folder=results:webb&name=..%2F..%2F..%2Fsecret%2Freport.html",
        "/files/table?folder=results:webb&name=../runs&form=csv",
        "/files/table?folder=results:webb&name=runs&form=exe",
        "/files/report?folder=results:nothing",
    ):
        status, _, content = server.ask(path)
        assert status == 404, path
        assert content.strip() != b"secret", path


def test_a_folder_outside_is_refused_in_words(watch: Callable[..., Watched]) -> None:
    page = watch().open("/studies?folder=results:../secret")
    expect(page.locator(".notice")).to_contain_text("is no place in results")


@pytest.mark.slow
@pytest.mark.parametrize("view", VIEWS)
def test_a_result_that_is_not_what_it_says_breaks_nothing(
    watch: Callable[..., Watched], desk_folder: Path, view: str
) -> None:
    folder = desk_folder / "results" / "wrong"
    (folder / "runs").mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text('{"format": 1, "cells": 3}', encoding="utf-8")
    (folder / "verdict.json").write_text('{"a": [1]}', encoding="utf-8")
    (folder / "runs" / "part-000000000001.parquet").write_bytes(b"PAR1 no more")
    watched = watch()
    page = watched.open(f"/studies?folder=results:wrong&view={view}")
    expect(page.locator(".view .notice")).to_contain_text("This result cannot be read")
    shutil.rmtree(folder)
    expect(watched.open("/studies").locator("table.results")).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("path", EVERY)
def test_nobody_is_shut_out_of_studies(
    watch: Callable[..., Watched], path: str, light: str
) -> None:
    watched = watch(viewport={"width": 1400, "height": 1000}, color_scheme=light)
    page = watched.open(path)
    page.wait_for_function(
        "!/(Reading|Drawing).*…/.test(document.body.innerText)", timeout=PATIENCE
    )
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in GRAVE] == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [400, 700])
@pytest.mark.parametrize("path", EVERY)
def test_nothing_of_studies_is_cut_off(
    watch: Callable[..., Watched], path: str, width: int
) -> None:
    """700 pixels is a screen of 1400 at 200% zoom."""
    page = watch(viewport={"width": width, "height": 800}).open(path)
    page.wait_for_function(
        "!/(Reading|Drawing).*…/.test(document.body.innerText)", timeout=PATIENCE
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.slow
def test_a_study_goes_on_when_page_and_server_are_gone(tmp_path: Path, browser: Browser) -> None:
    (tmp_path / "results").mkdir()
    server = start(tmp_path / "results", tmp_path)
    opening = watching(server, browser)
    page = next(opening)().open("/studies")
    file = FilePayload(name="mine.toml", mimeType="text/plain", buffer=experiment(40).encode())
    page.set_input_files("#file", files=[file])
    expect(page.locator(".notice")).to_contain_text("Saved as my_experiments/mine.toml")
    page.uncheck("#quick")
    page.fill("#workers", "1")
    page.get_by_role("button", name="Start or go on").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".progress h2")).to_have_text("Running", timeout=PATIENCE)
    expect(page.locator(".progress")).to_contain_text("It goes on if you leave this page")
    page.wait_for_function("/[1-9]\\d* of 80/.test(document.body.innerText)", timeout=PATIENCE)
    assert next(opening, None) is None
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(timeout=20) == 0
    folder = tmp_path / "results" / "my_question"
    left = under_way_in(folder)
    until = time.monotonic() + PATIENCE / 1000
    while (told := under_way_in(folder)) and told.is_at_work and time.monotonic() < until:
        time.sleep(0.5)
    assert left is not None
    assert told is not None
    assert left.done < 80
    assert (told.state, told.done) == ("done", 80)
    assert (folder / "report.html").is_file()
