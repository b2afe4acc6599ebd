"""How the time of matching grows with open items, as a plot in SVG: both scales are logarithmic."""

from collections.abc import Sequence
from math import log10

WIDTH, HEIGHT, LEFT, BOTTOM = 640, 360, 70, 50
Points = Sequence[tuple[int, float]]
"""Open items, CPU seconds."""


def slope(points: Points) -> float:
    """The exponent of growth: least squares over the logarithms; 0 for less than two points."""
    if len(points) < 2:
        return 0.0
    logs = [(log10(n), log10(s)) for n, s in points]
    x = sum(a for a, _ in logs) / len(logs)
    y = sum(b for _, b in logs) / len(logs)
    return sum((a - x) * (b - y) for a, b in logs) / sum((a - x) ** 2 for a, _ in logs)


def plot(points: Points, sizes: Sequence[int]) -> str:
    """The measured points, a line through them, and n log n through the first of them."""
    first, seconds = points[0]
    ideal = [(n, seconds * n * log10(n) / (first * log10(first))) for n in sizes]
    low = log10(min(s for _, s in [*points, *ideal])) - 0.2
    high = log10(max(s for _, s in [*points, *ideal])) + 0.2
    left, right = log10(sizes[0]), log10(sizes[-1])

    def place(n: float, s: float) -> tuple[float, float]:
        across = (log10(n) - left) / (right - left) * (WIDTH - LEFT - 30)
        up = (log10(s) - low) / (high - low) * (HEIGHT - BOTTOM - 30)
        return round(LEFT + across, 1), round(HEIGHT - BOTTOM - up, 1)

    parts = [_axes()]
    for n in sizes:
        x, _ = place(n, seconds)
        parts.append(_text(x, HEIGHT - BOTTOM + 18, f"{n:,}", "middle"))
    for power in range(-3, 5):
        if low < power < high:
            _, y = place(first, 10.0**power)
            parts.append(_text(LEFT - 8, y + 4, f"{10.0**power:g} s", "end"))
    parts.append(_line([place(*p) for p in ideal], "#999", "4 4"))
    parts.append(_line([place(*p) for p in points], "#0b5", ""))
    for n, s in points:
        x, y = place(n, s)
        parts.append(f'<circle cx="{x}" cy="{y}" r="4" fill="#0b5"/>')
        # below the line, where the dashed one is not; the last one has no room to its right
        last = n == sizes[-1]
        parts.append(
            _text(x + 6, y + (34 if last else 18), f"{s:.2f} s", "end" if last else "start")
        )
    title = "CPU seconds for open items, a tenth as many bank lines (dashed: n log n)"
    parts.append(_text(WIDTH // 2, 18, title, "middle"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" font-size="12">\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _axes() -> str:
    return f'<path d="M{LEFT} 30V{HEIGHT - BOTTOM}H{WIDTH - 20}" fill="none" stroke="#333"/>'


def _line(points: Sequence[tuple[float, float]], colour: str, dashes: str) -> str:
    path = " ".join(f"{x},{y}" for x, y in points)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dashed}/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="#333">{text}</text>'
