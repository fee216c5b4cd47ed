from __future__ import annotations

from xml.etree import ElementTree

from eval.calibration import RiskPoint
from eval.htmlreport.curves import Bin, Bucket, Parity
from eval.htmlreport.plots import (
    FRAME,
    Plot,
    latency_plot,
    parity_plot,
    reliability_plot,
    risk_plot,
)


def drawn(plot: Plot, tag: str, class_: str) -> list[dict[str, str]]:
    root = ElementTree.fromstring(plot.svg)
    return [item.attrib for item in root.iter(tag) if item.get("class") == class_]


def test_risk_plot_draws_a_line_for_each_language_up_to_the_highest_risk() -> None:
    curves = {
        "ja": [RiskPoint(0.9, 0.25, 0.0), RiskPoint(0.5, 1.0, 0.5)],
        "en": [RiskPoint(0.8, 0.5, 0.25)],
    }
    plot = risk_plot(curves)
    (ja,) = [line for line in drawn(plot, "polyline", "line s0")]
    # Half of all answers wrong is the highest risk: it stands at the frame's top.
    assert ja["points"] == "130,240 382,40"
    (en,) = drawn(plot, "polyline", "line s1")
    assert en["points"] == "214,140"
    assert plot.columns == ("answering", "ja", "en")
    assert plot.rows[0] == ("10%", "0.00 (≥ 0.90)", "0.25 (≥ 0.80)")
    assert plot.rows[2] == ("30%", "0.50 (≥ 0.50)", "0.25 (≥ 0.80)")
    assert plot.rows[-1] == ("100%", "0.50 (≥ 0.50)", "–")


def test_reliability_plot_shows_each_bin_with_its_interval() -> None:
    plot = reliability_plot([Bin(0.5, 0.25, 0.0, 0.5, 8)])
    (point,) = drawn(plot, "circle", "dot s0")
    assert (float(point["cx"]), float(point["cy"])) == (FRAME.x(0.5), FRAME.y(0.25))
    (bar,) = drawn(plot, "line", "spread")
    assert (float(bar["y1"]), float(bar["y2"])) == (FRAME.y(0.0), FRAME.y(0.5))
    assert plot.rows == (("0.50", "0.25", "0.00–0.50", "8"),)


def test_parity_plot_shows_both_languages_by_shape() -> None:
    plot = parity_plot([Parity("Success@5", 1.0, 0.5, 12)])
    ring = drawn(plot, "circle", "ring")[-1]
    square = drawn(plot, "rect", "dot s1")[-1]
    assert float(ring["cx"]) == 384
    assert float(square["x"]) + 4 == 200
    assert plot.rows == (("Success@5", "1.000", "0.500", "12"),)


def test_latency_plot_draws_a_column_a_bucket_and_lists_those_not_empty() -> None:
    found = [Bucket(0, 10, 3), Bucket(10, 20, 0), Bucket(20, 30, 1)]
    plot = latency_plot(found, {"p50": 5.0, "p99": 28.0})
    columns = drawn(plot, "rect", "bucket")
    assert [float(column["height"]) for column in columns] == [200.0, 0.0, 66.67]
    assert plot.rows == (("0–10", "3"), ("20–30", "1"))
    texts = [item.text for item in ElementTree.fromstring(plot.svg).iter("text")]
    assert "p50 5 ms" in texts
    assert "p99 28 ms" in texts


def test_hostile_names_stay_text() -> None:
    name = "<script>alert(1)</script>"
    plots = (risk_plot({name: []}), parity_plot([Parity(name, 1, 1, 1)]))
    for plot in plots:
        root = ElementTree.fromstring(plot.svg)
        assert not list(root.iter("script"))
        assert any(name in (item.text or "") for item in root.iter("text"))
