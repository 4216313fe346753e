"""Charts drawn on the server as SVG text, so that the web page and the PDF show the same picture.

Everything stands in the SVG itself, colours and font too: WeasyPrint lets no style of the page into it, and takes the
text alternative from a `<title>` that is the SVG's own child. There are no ids, so many charts can share a page.
Series are told apart without colour: lines by dash and marker, bars by their place and whether they are full or open,
and lines and stacks by a label at their end where there is room. A chart is drawn anew for each width, so that text
keeps its size and nothing has to be scrolled to.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import pairwise
from math import ceil, floor, log10

from rorikt import amounts
from rorikt.figures.marks import (
    INK,
    LINE,
    MUTED,
    SMALL,
    TEXT,
    box_marks,
    decimals_of,
    marker,
    printed,
    stroke,
    tenth,
    text_at,
    value_label,
    width_of,
)
from rorikt.figures.values import Chart, Series

# On a phone, on paper and beside a list of contents, and over a whole page.
NARROW, WIDTH, WIDE = 360, 720, 1120
PLOT_HEIGHTS = {NARROW: 190, WIDTH: 205, WIDE: 250}
FONT = "Inter, sans-serif"
SIDE_LABEL = 0.24  # of the width

KINDS = {"bars": "Søylediagram", "stacked": "Stablet søylediagram", "lines": "Linjediagram"}
NOTHING_TO_SHOW = "Det er ikke noe å vise i dette diagrammet ennå."

_SHORT_MONTHS = {month: month[:3] for month in amounts.MONTHS}
_MONTH = re.compile(rf"(?:{'|'.join(month[:3] for month in amounts.MONTHS)})\w*\.?(?:\s+\d{{2,4}})?", re.IGNORECASE)


@dataclass(frozen=True)
class Scale:
    """The value axis: from `low` to `high` in whole steps, drawn from `bottom` up to `top`."""

    low: float
    high: float
    step: float
    top: float
    bottom: float

    def y(self, value: float) -> float:
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)

    @property
    def ticks(self) -> list[float]:
        return [self.low + self.step * index for index in range(round((self.high - self.low) / self.step) + 1)]


@dataclass(frozen=True)
class Plot:
    """Where things go: the plot's own edges and the middle of each category.

    `shares` are how far from the first to the last category each of them lies.
    """

    left: float
    right: float
    scale: Scale
    shares: tuple[float, ...]
    decimals: int

    @property
    def slot(self) -> float:
        return (self.right - self.left) / len(self.shares)

    def x(self, index: int) -> float:
        return self.left + self.slot * (0.5 + self.shares[index] * (len(self.shares) - 1))


def svg(chart: Chart, width: int = WIDTH) -> str:
    """The picture, of one of the widths above; it scales to the width it is given."""
    if not any(value is not None for series in chart.series for value in series.values):
        return _frame(chart, width, 60, [text_at(width / 2, 34, NOTHING_TO_SHOW, anchor="middle")])
    beside = chart.kind != "bars" and len(chart.series) > 1 and _widest(chart) <= SIDE_LABEL * width
    legend, top = ([], 0.0) if beside or len(chart.series) == 1 else _legend(chart, width)
    low, high = _range(chart)
    decimals = decimals_of(value for series in chart.series for value in series.values)
    step, low, high = nice_steps(low, high, whole=decimals == 0)
    top += 30
    scale = Scale(low, high, step, top, top + PLOT_HEIGHTS[width])
    left = 12 + max(width_of(printed(tick, decimals_of(scale.ticks)), SMALL) for tick in scale.ticks)
    right = width - (_widest(chart) + 30 if beside else 44 if chart.kind == "lines" else 8)
    left = max(left, _room_for_turned(chart.categories, left, right))
    plot = Plot(left, right, scale, _shares(chart), decimals)
    draw = {"bars": _bars, "stacked": _stacks, "lines": _lines}[chart.kind]
    labels, below = _category_labels(chart, plot)
    parts = [*legend, *_axis(chart, plot), *draw(chart, plot, beside), *labels]
    return _frame(chart, width, scale.bottom + below, parts)


def _shares(chart: Chart) -> tuple[float, ...]:
    """Even steps; where the categories are days, as far apart as they are, so that a part of a month is its days."""
    last = len(chart.categories) - 1
    if not last:
        return (0.0,)
    if not chart.days:
        return tuple(index / last for index in range(last + 1))
    days: Sequence[date] = chart.days
    return tuple((day - days[0]).days / (days[-1] - days[0]).days for day in days)


def alt_text(chart: Chart) -> str:
    """What the picture shows, in words: kind, subject, range, and of each series the highest, lowest and last."""
    named = f"{KINDS[chart.kind]}: {chart.title.rstrip('.')}"
    series = [one for one in chart.series if any(value is not None for value in one.values)]
    if not series:
        return f"{named}. {NOTHING_TO_SHOW}"
    unit = f" ({chart.unit})" if chart.unit else ""
    first, last = chart.categories[0], chart.categories[-1]
    extent = f"{first} til {last}" if first != last and _in_time(chart.categories) else _listed(chart.categories)
    return " ".join([f"{named}{unit}, {extent}.", *(_sentence(one, chart.categories) for one in series)])


def nice_steps(low: float, high: float, *, whole: bool, wanted: int = 5) -> tuple[float, float, float]:
    """Step, lowest and highest tick: steps of 1, 2, 2.5 or 5 times a power of ten, zero always among the ticks."""
    low, high = min(low, 0.0), max(high, 0.0)
    rough = (high - low) / wanted
    if rough < 1e-9:
        return 1.0, 0.0, 1.0
    power = 10.0 ** floor(log10(rough))
    factors = (1, 2, 5, 10) if whole and power < 10 else (1, 2, 2.5, 5, 10)
    step = next(power * factor for factor in factors if power * factor >= rough * 0.999)
    step = max(step, 1.0) if whole else step
    return step, floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step


def _sentence(series: Series, categories: Sequence[str]) -> str:
    known = [(value, category) for value, category in zip(series.values, categories, strict=True) if value is not None]
    missing = [category for value, category in zip(series.values, categories, strict=True) if value is None]
    highest, lowest = max(known, key=lambda pair: pair[0]), min(known, key=lambda pair: pair[0])
    decimals = decimals_of(series.values)
    in_time = _in_time(categories)

    def at(pair: tuple[float, str]) -> str:
        return f"{printed(pair[0], decimals)} {'i' if in_time else 'for'} {pair[1]}"

    if len(known) == 1:
        facts = [at(known[0])]
    elif highest[0] == lowest[0]:
        facts = [f"{printed(highest[0], decimals)} hele veien"]
    else:
        facts = [f"høyest {at(highest)}", f"lavest {at(lowest)}"]
        if in_time and known[-1] not in (highest, lowest):
            facts.append(f"sist {at(known[-1])}")
    if missing:
        facts.append(f"uten tall for {_listed(missing)}")
    return f"{series.label}: {', '.join(facts)}."


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} og {words[-1]}"


def _range(chart: Chart) -> tuple[float, float]:
    if chart.kind == "stacked":
        columns = list(zip(*(series.values for series in chart.series), strict=True))
        return (
            min(sum(value for value in column if value is not None and value < 0) for column in columns),
            max(sum(value for value in column if value is not None and value > 0) for column in columns),
        )
    values = [value for series in chart.series for value in series.values if value is not None]
    return min(values), max(values)


# Axes, labels and the legend


def _axis(chart: Chart, plot: Plot) -> list[str]:
    scale = plot.scale
    decimals = decimals_of(scale.ticks)
    lines = "".join(
        f"M{tenth(plot.left)} {tenth(scale.y(tick))}H{tenth(plot.right)}" for tick in scale.ticks if tick != 0
    )
    parts = [
        f'<path d="{lines}" stroke="{LINE}" fill="none"/>',
        f'<path d="M{tenth(plot.left)} {tenth(scale.y(0))}H{tenth(plot.right)}" stroke="{MUTED}" fill="none"/>',
    ]
    parts += [
        text_at(plot.left - 8, scale.y(tick) + 4, printed(tick, decimals), anchor="end", size=SMALL, colour=MUTED)
        for tick in scale.ticks
    ]
    if chart.unit:
        parts.append(text_at(0, scale.top - 15, chart.unit, size=SMALL, colour=MUTED))
    return parts


def _category_labels(chart: Chart, plot: Plot) -> tuple[list[str], float]:
    """The names under the axis, in the first way that keeps them apart, and the height they take."""
    categories, baseline = chart.categories, plot.scale.bottom + 18
    lines = [] if chart.days else _upright(categories, plot.slot)
    if lines:
        return _placed(lines, plot, baseline), 28 + (14 if any(second for _, second in lines) else 0)
    if _in_time(categories):
        kept = _apart(_shortened(categories), plot)
        short = _two_lines([_shortened(categories)[index] for index in kept])
        return _placed(short, plot, baseline, kept), 42
    fitting = [_cut(category, (plot.x(index) - 4) / 0.82) for index, category in enumerate(categories)]
    turned = [
        text_at(plot.x(index) + 4, baseline - 4, text, anchor="end", size=SMALL, colour=INK, turned=True)
        for index, text in enumerate(fitting)
    ]
    return turned, 20 + 0.6 * max(width_of(text, SMALL) for text in fitting)


def _apart(names: Sequence[str], plot: Plot) -> list[int]:
    """Which of them are named without touching: the last, and before it every one, every second and so on."""
    last = len(names) - 1
    halves = [max(width_of(part, SMALL) for part in name.split(" ")) / 2 + 3 for name in names]
    for every in range(1, len(names)):
        kept = [index for index in range(last) if (last - index) % every == 0]
        kept = [*(index for index in kept if plot.x(index) + halves[index] <= plot.x(last) - halves[last]), last]
        if all(plot.x(a) + halves[a] <= plot.x(b) - halves[b] for a, b in pairwise(kept)):
            return kept
    return [last]


def _upright(categories: Sequence[str], slot: float) -> list[tuple[str, str]]:
    """The names on one line or two, if there is any way to fit them into the slots."""
    one_line = [(category, "") for category in categories]
    ways = (one_line, _two_lines(categories), _two_lines(_shortened(categories)))
    return next((way for way in ways if all(width_of(text, SMALL) <= slot - 6 for pair in way for text in pair)), [])


def _room_for_turned(categories: Sequence[str], left: float, right: float) -> float:
    """How far in the plot must begin for the first name to be whole where names are turned."""
    slot = (right - left) / len(categories)
    if _in_time(categories) or _upright(categories, slot):
        return 0.0
    return min(0.82 * width_of(categories[0], SMALL), 130.0) + 8 - slot / 2


def _placed(lines: list[tuple[str, str]], plot: Plot, y: float, at: Sequence[int] | None = None) -> list[str]:
    places = range(len(lines)) if at is None else at
    return [
        text_at(plot.x(index), y + 15 * row, text, anchor="middle", size=SMALL, colour=INK)
        for index, pair in zip(places, lines, strict=True)
        for row, text in enumerate(pair)
        if text
    ]


def _two_lines(categories: Sequence[str]) -> list[tuple[str, str]]:
    """Broken at the last space; of months, the year stands only where it is a new one."""
    pairs = [tuple(category.rsplit(" ", 1)) if " " in category else (category, "") for category in categories]
    if not _in_time(categories):
        return [(first, second) for first, second in pairs]
    years = ["", *(second for _, second in pairs)]
    return [(first, second if second != before else "") for (first, second), before in zip(pairs, years, strict=False)]


def _shortened(categories: Sequence[str]) -> list[str]:
    """Months by three letters."""
    return [
        re.sub(r"^\w+", lambda match: _SHORT_MONTHS.get(match[0].lower(), match[0]), category)
        for category in categories
    ]


def _in_time(categories: Sequence[str]) -> bool:
    """Months, years or dates: an order in which «last» means something and names may be thinned out."""
    return all(_MONTH.fullmatch(category) or re.fullmatch(r"[\d.\-/ ]+", category) for category in categories)


def _cut(text: str, room: float) -> str:
    """The text as far as there is room for it; the table behind the chart has the whole."""
    kept = text
    while len(kept) > 24 or (len(kept) > 1 and width_of(kept, SMALL) > room):
        kept = kept[: len(kept) - 2].rstrip() + "…"
    return kept


def _legend(chart: Chart, whole: int) -> tuple[list[str], float]:
    """Above the plot, in as many rows as it takes; the height too."""
    parts, x, y = [], 0.0, 12.0
    for index, series in enumerate(chart.series):
        width = 28 + width_of(series.label, TEXT) + 18
        if x and x + width > whole:
            x, y = 0.0, y + 20
        parts += [*_key(chart.kind, index, x, y), text_at(x + 28, y + 4.5, series.label)]
        x += width
    return parts, y + 14


def _key(kind: str, index: int, x: float, y: float) -> list[str]:
    if kind == "lines":
        return [stroke(index, f"M{tenth(x)} {tenth(y)}h22"), marker(index, x + 11, y)]
    return box_marks(index, [(x + 4, y - 6.5, 16, 13)])


def _beside(chart: Chart, plot: Plot, places: list[float], x: float) -> list[str]:
    """Series named at the end of their line or stack, moved apart where they would touch."""
    parts = []
    for index, (series, at, y) in enumerate(
        zip(chart.series, places, spread(places, 17, plot.scale.top, plot.scale.bottom), strict=True)
    ):
        if abs(at - y) > 4:
            parts.append(f'<path d="M{tenth(x - 8)} {tenth(at)}L{tenth(x)} {tenth(y)}" stroke="{MUTED}" fill="none"/>')
        parts += [*box_marks(index, [(x + 3, y - 5, 10, 10)])] if chart.kind == "stacked" else []
        parts.append(text_at(x + (18 if chart.kind == "stacked" else 4), y + 4.5, _side_label(chart, series)))
    return parts


def spread(places: Sequence[float], gap: float, top: float, bottom: float) -> list[float]:
    """The same places, moved as little as keeps them `gap` apart, in their order and between `top` and `bottom`."""
    order = sorted(range(len(places)), key=lambda index: (places[index], index))
    moved = list(places)
    floor_ = top
    for index in order:
        moved[index] = max(moved[index], floor_)
        floor_ = moved[index] + gap
    ceiling = bottom
    for index in reversed(order):
        moved[index] = min(moved[index], ceiling)
        ceiling = moved[index] - gap
    return moved


def _side_label(chart: Chart, series: Series) -> str:
    if chart.kind != "lines":
        return series.label
    last = next((value for value in reversed(series.values) if value is not None), None)
    decimals = decimals_of(value for one in chart.series for value in one.values)
    return series.label if last is None else f"{series.label} {printed(last, decimals)}"


def _widest(chart: Chart) -> float:
    return max(width_of(_side_label(chart, series), TEXT) for series in chart.series)


# The three kinds


def _bars(chart: Chart, plot: Plot, beside: bool) -> list[str]:
    width = min(plot.slot * 0.78 / len(chart.series), 56.0)
    zero = plot.scale.y(0)
    values = [value for series in chart.series for value in series.values]
    labelled = all(width_of(printed(value, plot.decimals), SMALL) <= max(width + 2, 0) for value in values)
    parts: list[str] = []
    for index, series in enumerate(chart.series):
        offset = (index - len(chart.series) / 2) * width
        boxes, texts = [], []
        for place, value in enumerate(series.values):
            x = plot.x(place) + offset
            y = plot.scale.y(value or 0)
            if value:
                boxes.append((x + 0.75, min(y, zero), width - 1.5, abs(zero - y)))
            if labelled:
                texts.append(value_label(x + width / 2, y + 13 if (value or 0) < 0 else y - 5, value, plot.decimals))
        parts += box_marks(index, boxes) + texts
    return parts


def _stacks(chart: Chart, plot: Plot, beside: bool) -> list[str]:
    width = min(plot.slot * 0.7, 72.0)
    above = [0.0] * len(chart.categories)
    below = [0.0] * len(chart.categories)
    parts: list[str] = []
    ends: list[float] = []
    for index, series in enumerate(chart.series):
        boxes = []
        for place, value in enumerate(series.values):
            stack = below if value is not None and value < 0 else above
            start, stack[place] = stack[place], stack[place] + (value or 0)
            y1, y2 = sorted((plot.scale.y(start), plot.scale.y(stack[place])))
            if value:
                boxes.append((plot.x(place) - width / 2, y1, width, max(y2 - y1 - 1, 0.5)))
        ends.append((y1 + y2) / 2)
        parts += box_marks(index, boxes)
    totals = [up + down for up, down in zip(above, below, strict=True)]
    if all(width_of(printed(total, plot.decimals), SMALL) <= plot.slot - 4 for total in totals):
        parts += [
            value_label(plot.x(place), plot.scale.y(above[place]) - 5, total, plot.decimals)
            for place, total in enumerate(totals)
        ]
    edge = plot.x(len(chart.categories) - 1) + width / 2
    return parts + (_beside(chart, plot, ends, max(plot.right, edge + 10)) if beside else [])


def _lines(chart: Chart, plot: Plot, beside: bool) -> list[str]:
    parts: list[str] = []
    ends: list[float] = []
    last_x = plot.right
    for index, series in enumerate(chart.series):
        points = [
            (plot.x(place), plot.scale.y(value)) for place, value in enumerate(series.values) if value is not None
        ]
        parts.append(stroke(index, _path(series, plot)))
        shown = points if len(chart.categories) <= 26 else points[-1:]
        parts += [marker(index, x, y) for x, y in shown]
        ends.append(points[-1][1] if points else plot.scale.bottom)
        last_x = points[-1][0] if points else last_x
    if beside:
        return parts + _beside(chart, plot, ends, plot.right)
    if len(chart.series) == 1:
        last = next(value for value in reversed(chart.series[0].values) if value is not None)
        parts.append(text_at(last_x + 9, ends[0] + 4.5, printed(last, plot.decimals), weight=600))
    return parts


def _path(series: Series, plot: Plot) -> str:
    """A line with a gap wherever nothing was measured."""
    steps, is_drawn = [], False
    for place, value in enumerate(series.values):
        if value is not None:
            steps.append(f"{'L' if is_drawn else 'M'}{tenth(plot.x(place))} {tenth(plot.scale.y(value))}")
        is_drawn = value is not None
    return "".join(steps)


def _frame(chart: Chart, width: int, height: float, parts: Sequence[str]) -> str:
    size = f'viewBox="0 0 {width} {tenth(height)}" width="{width}" height="{tenth(height)}"'
    title = f"<title>{escape(alt_text(chart), quote=False)}</title>"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family="{FONT}">{title}{"".join(parts)}</svg>'
    )
