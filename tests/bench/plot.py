# Lines in an SVG: a few series over the same places, both axes from zero or logarithmic.
import math

COLOURS = {"redstart": "#c0392b", "arecord": "#2c3e50", "arecord 1024": "#7f8c8d", "sox": "#8e44ad",
           "ffmpeg": "#27ae60", "limit": "#2980b9"}
WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 640, 360, 70, 50, 40, 120


def scale(values):
    low, high = math.log10(min(values)), math.log10(max(values))
    low, high = math.floor(low), max(math.ceil(high), math.floor(low) + 1)
    return low, high


def place(value, low, high, begin, end):
    return begin + (math.log10(value) - low) / (high - low) * (end - begin)


def text(x, y, words, anchor="middle", colour="#222"):
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'


def grid(x_axis, y_axis, ticks, y_low, y_high):
    lines = []
    for power in range(y_low, y_high + 1):
        y = place(10 ** power, y_low, y_high, HEIGHT - BOTTOM, TOP)
        lines.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        lines.append(text(LEFT - 6, y + 4, f"{10 ** power:g}", "end"))
    for x, label in ticks:
        lines.append(text(x, HEIGHT - BOTTOM + 18, label))
    lines.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, x_axis))
    lines.append(text(LEFT, TOP - 10, y_axis, "start"))
    return lines


def plot(title, x_axis, y_axis, series):
    """`series`: name -> [(x, y)], all above zero. Returns the SVG."""
    xs = sorted({x for points in series.values() for x, _ in points})
    ys = [y for points in series.values() for _, y in points]
    y_low, y_high = scale(ys)
    step = (WIDTH - RIGHT - LEFT) / max(1, len(xs) - 1)
    at = {x: LEFT + i * step for i, x in enumerate(xs)}
    body = grid(x_axis, y_axis, [(at[x], f"{x:g}") for x in xs], y_low, y_high)
    ends = []
    for name, points in series.items():
        spots = [(at[x], place(y, y_low, y_high, HEIGHT - BOTTOM, TOP)) for x, y in sorted(points)]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
        body.append(f'<path d="M{path}" fill="none" stroke="{COLOURS[name]}" stroke-width="2"/>')
        ends.append((spots[-1][1], name))
    below = TOP
    for y, name in sorted(ends):
        below = max(below + 14, y + 4)
        body.append(text(WIDTH - RIGHT + 8, below, name, "start", COLOURS[name]))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            f'font-family="sans-serif" font-size="12"><title>{title}</title>'
            f'<rect width="100%" height="100%" fill="white"/>{text(LEFT, 18, title, "start")}\n'
            + "\n".join(body) + "\n</svg>\n")
