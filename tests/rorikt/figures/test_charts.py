"""Charts are read as XML: what they say, where things stand, and that no series hangs on its colour alone."""

import xml.etree.ElementTree as ET
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rorikt.figures import charts, marks
from rorikt.figures.values import Chart, Series, Table, chart_from_json, to_json

MONTHS = ("november 2023", "desember 2023", "januar 2024")
YEAR = (*(f"{month} 2023" for month in charts.amounts.MONTHS), "januar 2024")
SVG = "{http://www.w3.org/2000/svg}"


def make_chart(
    kind="bars", categories=MONTHS, series=(("Molde", (3, 5, 4)),), unit="saker", title="Nye saker", days=()
):
    table = Table("tabell", title, (), ())
    made = tuple(Series(label, tuple(values)) for label, values in series)
    return Chart("diagram", title, kind, tuple(categories), made, unit, table, days=days)


def texts(svg):
    return [element.text for element in ET.fromstring(svg).iter(f"{SVG}text")]


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_alternative_is_the_first_child_and_names_kind_subject_range_and_extremes():
    svg = ET.fromstring(charts.svg(make_chart(series=[("Molde", (3, 5, 4)), ("Aukra", (2, 2, 2))])))

    assert (svg.get("role"), svg[0].tag) == ("img", f"{SVG}title")
    assert svg[0].text == (
        "Søylediagram: Nye saker (saker), november 2023 til januar 2024. "
        "Molde: høyest 5 i desember 2023, lavest 3 i november 2023, sist 4 i januar 2024. "
        "Aukra: 2 hele veien."
    )


def test_the_alternative_of_named_groups_lists_them_and_has_no_last():
    chart = make_chart(categories=("Molde", "Aukra", "Rauma"), series=[("Saker", (3, 1, 2))])

    assert charts.alt_text(chart) == (
        "Søylediagram: Nye saker (saker), Molde, Aukra og Rauma. Saker: høyest 3 for Molde, lavest 1 for Aukra."
    )


def test_a_month_without_a_number_is_a_gap_in_the_line_and_said_in_the_alternative():
    chart = make_chart("lines", series=[("Snitt", (3.5, None, 4.25))])

    path = next(
        element.get("d")
        for element in ET.fromstring(charts.svg(chart)).iter(f"{SVG}path")
        if element.get("stroke-width") == "2.25"
    )

    assert path.count("M") == 2
    assert charts.alt_text(chart).endswith(
        "Snitt: høyest 4,25 i januar 2024, lavest 3,50 i november 2023, uten tall for desember 2023."
    )


@pytest.mark.parametrize("series", [[], [("Molde", (None, None, None))]])
def test_a_chart_of_nothing_says_so(series):
    chart = make_chart(series=series)

    assert texts(charts.svg(chart)) == [charts.NOTHING_TO_SHOW]
    assert charts.alt_text(chart) == f"Søylediagram: Nye saker. {charts.NOTHING_TO_SHOW}"


@pytest.mark.parametrize("kind", ["bars", "stacked", "lines"])
def test_zeros_have_an_axis_from_zero_to_one(kind):
    svg = charts.svg(make_chart(kind, series=[("Molde", (0, 0, 0)), ("Aukra", (0, 0, 0))]))

    assert {"0", "1", "Molde" if kind != "lines" else "Molde 0"} <= set(texts(svg))


def test_the_label_in_a_chart_is_escaped():
    chart = make_chart(series=[("<b>&", (1, 2, 3)), ("Aukra", (1, 2, 3))], title="Drift & <utvikling>")

    svg = charts.svg(chart)

    assert "<b>&" in texts(svg)
    assert ET.fromstring(svg)[0].text.startswith("Søylediagram: Drift & <utvikling>")


def test_a_chart_has_no_id_style_or_script():
    svg = charts.svg(make_chart("stacked", YEAR, [(f"Serie {n}", range(13)) for n in range(8)]))

    assert not {" id=", "style", "script", "class="} & {
        word for word in (" id=", "style", "script", "class=") if word in svg
    }


def test_amounts_on_the_axis_are_printed_in_norwegian():
    svg = charts.svg(make_chart(series=[("Regnskap", (-4819, 5782, 1108))], unit="1 000 kr"))

    assert {"1 000 kr", "\u22124\u00a0819", "5\u00a0782", "2\u00a0500"} <= set(texts(svg))


@pytest.mark.parametrize("width", [charts.NARROW, charts.WIDTH, charts.WIDE])
@pytest.mark.parametrize("categories", [1, 3, 13, 36])
def test_month_names_under_the_axis_never_touch(categories, width):
    months = [f"{charts.amounts.MONTHS[place % 12]} {2021 + place // 12}" for place in range(categories)]
    chart = make_chart("bars", months, [("Saker", range(categories))])

    labels = [
        element
        for element in ET.fromstring(charts.svg(chart, width)).iter(f"{SVG}text")
        if element.text[:3].lower() in {month[:3] for month in charts.amounts.MONTHS}
    ]
    edges = [
        (
            float(label.get("x")) - marks.width_of(label.text, 12) / 2,
            float(label.get("x")) + marks.width_of(label.text, 12) / 2,
        )
        for label in labels
    ]

    assert labels
    assert all(before[1] < after[0] for before, after in pairwise(edges))


def test_the_last_month_is_always_named():
    months = [f"{charts.amounts.MONTHS[place % 12]} {2021 + place // 12}" for place in range(36)]

    assert "des" in texts(charts.svg(make_chart("lines", months, [("Saker", range(36))])))


def test_series_are_named_beside_lines_and_stacks_and_above_bars():
    series = [("Molde", (3, 5, 4)), ("Aukra", (3, 5, 4))]

    beside = [
        text for text in texts(charts.svg(make_chart("lines", series=series))) if text.startswith(("Molde", "Aukra"))
    ]
    above = [text for text in texts(charts.svg(make_chart("bars", series=series))) if text in {"Molde", "Aukra"}]

    assert (beside, above) == (["Molde 4", "Aukra 4"], ["Molde", "Aukra"])


def test_colours_stand_out_from_the_page_and_neighbours_from_each_other():
    light = [luminance(colour) for colour in marks.COLOURS]

    assert all(1.05 / (one + 0.05) >= 3 for one in light)
    assert all((max(pair) + 0.05) / (min(pair) + 0.05) >= 2 for pair in pairwise(light))
    assert 1.05 / (luminance(marks.MUTED) + 0.05) >= 4.5


def test_a_part_of_a_month_is_as_wide_as_its_days():
    days = (date(2024, 1, 1), date(2024, 2, 1), date(2024, 2, 16))
    chart = make_chart("lines", ("januar 2024", "februar 2024", "16.02.2024"), [("Saker", (3, 5, 4))], days=days)

    dots = [float(dot.get("cx")) for dot in ET.fromstring(charts.svg(chart)).iter(f"{SVG}circle")]

    assert (dots[2] - dots[1]) / (dots[1] - dots[0]) == pytest.approx(15 / 31, abs=0.01)


def test_a_name_that_would_touch_that_of_the_last_day_gives_way():
    days = (date(2024, 1, 1), date(2024, 2, 1), date(2024, 2, 3))
    chart = make_chart("lines", ("januar 2024", "februar 2024", "03.02.2024"), [("Saker", (3, 5, 4))], days=days)

    assert [text for text in texts(charts.svg(chart)) if text in {"jan", "feb", "03.02.2024"}] == ["jan", "03.02.2024"]


def test_bars_have_no_texture_and_neighbours_of_like_lightness_are_full_and_open():
    paths = list(
        ET.fromstring(charts.svg(make_chart(series=[(f"S{n}", (3, 5, 4)) for n in range(4)]))).iter(f"{SVG}path")
    )

    fills = [path.get("fill") for path in paths if path.get("fill") not in {"none", None}]
    assert fills == 2 * [*marks.COLOURS[:2], "#ffffff", "#ffffff"]


def test_a_chart_kept_as_json_is_the_same_afterwards():
    chart = make_chart(days=(date(2024, 1, 1), date(2024, 1, 2), date(2024, 2, 1)))

    kept = to_json(chart)

    assert chart_from_json(kept) == chart
    del kept["days"]  # as it was kept before version 0.3
    assert chart_from_json(kept).days == ()


def test_eight_lines_differ_in_dash_or_marker():
    found = {(marks.DASHES[index], marks.marker(index, 0, 0).split("fill")[0], index >= 4) for index in range(8)}

    assert len(found) == 8


@given(low=st.floats(-1e7, 1e7), high=st.floats(-1e7, 1e7), whole=st.booleans())
def test_ticks_are_few_reach_over_the_values_and_include_zero(low, high, whole):
    low, high = sorted((low, high))

    step, first, last = charts.nice_steps(low, high, whole=whole)

    assert first <= min(low, 0) + step * 1e-6
    assert last >= max(high, 0) - step * 1e-6
    assert 1 <= round((last - first) / step) <= 8
    assert not whole or step >= 1


@given(places=st.lists(st.floats(0, 200), max_size=8))
def test_labels_at_the_side_keep_their_distance(places):
    moved = sorted(charts.spread(places, 17, 0, 200))

    assert all(after - before >= 17 - 1e-6 for before, after in pairwise(moved))
    assert all(-1e-6 <= place <= 200 + 1e-6 for place in moved)


@given(
    kind=st.sampled_from(["bars", "stacked", "lines"]),
    width=st.sampled_from([charts.NARROW, charts.WIDTH, charts.WIDE]),
    columns=st.integers(1, 13),
    rows=st.integers(0, 8),
    data=st.data(),
)
def test_any_numbers_make_a_drawing_inside_its_frame(kind, width, columns, rows, data):
    value = st.none() | st.integers(-9999, 999999) | st.floats(-1e4, 1e5).map(lambda number: round(number, 2))
    values = [data.draw(st.lists(value, min_size=columns, max_size=columns)) for _ in range(rows)]
    chart = make_chart(
        kind, [f"Gruppe nummer {n}" for n in range(columns)], [(f"Serie {n}", v) for n, v in enumerate(values)]
    )

    svg = ET.fromstring(charts.svg(chart, width))

    height = float(svg.get("height"))
    assert all(0 <= float(text.get("x")) <= width for text in svg.iter(f"{SVG}text"))
    assert all(0 <= float(text.get("y")) <= height for text in svg.iter(f"{SVG}text"))
