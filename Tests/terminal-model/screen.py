"""A model of a terminal's screen that adds what today's terminals do and pyte does not: it wraps a wide character that
does not fit into the row, and on a resize it rewraps lines and moves the cursor with them."""
import pyte
from wcwidth import wcwidth


class Screen(pyte.HistoryScreen):
    def __init__(self, columns, lines):
        self.version = 0
        super().__init__(columns, lines, history=20000, ratio=0.5)

    # The attribute `wrapped` marks a row that continues in the next one. pyte keeps the row object when it scrolls.
    def draw(self, data):
        for character in data:
            if self.cursor.x > self.columns - max(1, wcwidth(character)) and wcwidth(character) > 0:
                self.buffer[self.cursor.y].wrapped = True
                self.carriage_return()
                self.linefeed()
            super().draw(character)

    def erase_in_line(self, how=0, private=False):
        if how != 1:
            self.buffer[self.cursor.y].wrapped = False
        super().erase_in_line(how, private)

    def erase_in_display(self, how=0, *args, **kwargs):
        first = self.cursor.y if how == 0 else 0
        last = self.cursor.y if how == 1 else self.lines
        for y in range(first, last):
            self.buffer[y].wrapped = False
        super().erase_in_display(how, *args, **kwargs)

    def _text(self, row):
        # The second half of a wide character is an empty cell.
        return "".join(row[x].data for x in range(self.columns))

    def rows(self):
        return [self._text(self.buffer[y]).rstrip() for y in range(self.lines)]

    def styles(self):
        """For each row, one letter per column: b for bold, r for reversed, a color's first letter, or a dot."""
        def letter(cell):
            return "b" if cell.bold else "r" if cell.reverse else "." if cell.fg == "default" else cell.fg[0]
        return ["".join(letter(self.buffer[y][x]) for x in range(self.columns)).rstrip(".") for y in range(self.lines)]

    def above(self):
        return [self._text(row).rstrip() for row in self.history.top]

    def logical(self):
        """All lines, starting with the scrolled-away ones; wrapped lines are joined."""
        lines, piece = [], ""
        for row in list(self.history.top) + [self.buffer[y] for y in range(self.lines)]:
            piece += self._text(row)
            if not getattr(row, "wrapped", False):
                lines.append(piece.rstrip())
                piece = ""
        return lines + ([piece.rstrip()] if piece else [])

    def resize(self, lines=None, columns=None):
        if (lines, columns) == (self.lines, self.columns):
            return
        rows = list(self.history.top) + [self.buffer[y] for y in range(self.lines)]
        cursor_row = len(self.history.top) + self.cursor.y
        while len(rows) > cursor_row + 1 and not self._text(rows[-1]).strip():
            rows.pop()
        made, cells, place, cursor = [], [], None, (0, 0)
        for number, row in enumerate(rows):
            wrapped = getattr(row, "wrapped", False)
            own = [row[x] for x in range(self.columns)]
            if number == cursor_row:
                place = len(cells) + self.cursor.x
            keep = 0 if number != cursor_row else self.cursor.x
            while not wrapped and len(own) > keep and own[-1] == self.default_char:
                own.pop()
            cells += own
            if not wrapped:
                cursor = self._flow(cells, columns, place, made) or cursor
                cells, place = [], None
        if cells:
            cursor = self._flow(cells, columns, place, made) or cursor
        super().resize(lines, columns)
        first = max(0, len(made) - lines)
        self.history.top.clear()
        self.history.top.extend(made[:first])
        self.buffer.clear()
        for y, row in enumerate(made[first:]):
            self.buffer[y] = row
        self.cursor.y, self.cursor.x = max(0, cursor[0] - first), cursor[1]
        self.dirty.update(range(lines))

    def _flow(self, cells, columns, place, made):
        """Appends the rows of one logical line to `made`; returns the cursor's new position if it is in the line."""
        cursor, at = None, 0
        while True:
            end = min(at + columns, len(cells))
            # Do not split a wide character.
            if end < len(cells) and cells[end].data == "" and end - at > 1:
                end -= 1
            row = pyte.screens.StaticDefaultDict(self.default_char)
            for x in range(at, end):
                row[x - at] = cells[x]
            row.wrapped = end < len(cells)
            if place is not None and at <= place and (place < end or not row.wrapped):
                cursor = (len(made), min(place - at, columns))
            made.append(row)
            at = end
            if at >= len(cells):
                return cursor
