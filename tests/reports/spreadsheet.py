"""A real spreadsheet program, used as a Dutch bookkeeper uses it: open, choose, type, save.

LibreOffice runs a macro of its own Basic, so nothing but its calculator is needed. It works through
a list of orders and says what it saw: what a list offers is what the program itself read of it.
A cell that is locked, or a choice that is not in the list, is an error, as it is for a person.
"""

import subprocess
from dataclasses import dataclass, field
from pathlib import Path

CSV = "Text - txt - csv (StarCalc)"
SEMICOLON = "59,34,76,1,,0,false,true"  # ; " UTF-8, from line 1, as it is shown
XLSX = "Calc MS Excel 2007 XML"
MODULE = "Office"
LIBRARY = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//'
    'DTD OfficeDocument 1.0//EN" "library.dtd">\n<library:library xmlns:library="http://openoffice'
    '.org/2000/library" library:name="Standard" library:readonly="false" '
    'library:passwordprotected="false">{}</library:library>'
)
ELEMENT = f'<library:element library:name="{MODULE}"/>'
PROGRAM = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//'
    'DTD OfficeDocument 1.0//EN" "module.dtd">\n<script:module xmlns:script="http://openoffice.org'
    '/2000/script" script:name="{}" script:language="StarBasic">{}</script:module>'
)
DUTCH = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>nl-NL</value></prop></item></oor:items>
"""
BASIC = """
Dim Book As Object
Dim Sheet As Object

Sub Work(orders As String)
  Dim text As String
  Dim part
  Open orders For Input As #1
  Open orders &amp; ".said" For Output As #2
  On Error GoTo Failed
  While Not EOF(1)
    Line Input #1, text
    part = Split(text, Chr(9))
    Select Case part(0)
      Case "open" : Opened part(1)
      Case "list" : Print #2, text &amp; Chr(9) &amp; Join(Offered(Cell(part(1), part(2))), Chr(9))
      Case "choose" : PickOne Cell(part(1), part(2)), part(3), text
      Case "type" : TypeIn Cell(part(1), part(2)), part(3), text
      Case "locked" : Print #2, text &amp; Chr(9) &amp; CStr(Locked(Cell(part(1), part(2))))
      Case "shows" : Print #2, text &amp; Chr(9) &amp; Cell(part(1), part(2)).String
      Case "save" : Saved part(1), part(2), part(3)
    End Select
  Wend
  GoTo Done
Failed:
  Print #2, "error" &amp; Chr(9) &amp; Error$ &amp; " at " &amp; Erl &amp; ": " &amp; text
Done:
  Close #2
  Close #1
  StarDesktop.terminate()
End Sub

Function Setting(called As String, value)
  Dim p As New com.sun.star.beans.PropertyValue
  p.Name = called
  p.Value = value
  Setting = p
End Function

Sub Opened(url As String)
  Book = StarDesktop.loadComponentFromURL(url, "_blank", 0, Array(Setting("Hidden", True)))
  Sheet = Book.Sheets.getByName("besluiten")
End Sub

Sub Saved(url As String, filter As String, options As String)
  Book.storeToURL(url, Array(Setting("FilterName", filter), Setting("FilterOptions", options)))
End Sub

Function Cell(subject As String, column As String) As Object
  Dim x As Integer, y As Integer, s As Integer
  x = Titled(column)
  s = Titled("subject")
  y = 1
  While Sheet.getCellByPosition(s, y).String &lt;&gt; subject
    y = y + 1
  Wend
  Cell = Sheet.getCellByPosition(x, y)
End Function

Function Titled(column As String) As Integer
  Dim x As Integer
  While Sheet.getCellByPosition(x, 0).String &lt;&gt; column
    x = x + 1
  Wend
  Titled = x
End Function

Function Offered(target As Object)
  Dim where, area As Object, rows
  If target.Validation.Type &lt;&gt; com.sun.star.sheet.ValidationType.LIST Then
    Offered = Array()
    Exit Function
  End If
  where = Split(Join(Split(target.Validation.getFormula1(), "$"), ""), ".")
  area = Book.Sheets.getByName(where(0)).getCellRangeByName(where(1))
  rows = area.getDataArray()
  Offered = rows(0)
End Function

Function Locked(target As Object) As Boolean
  Locked = Sheet.isProtected() And target.CellProtection.IsLocked
End Function

Sub PickOne(target As Object, value As String, text As String)
  Dim one
  For Each one In Offered(target)
    If one = value Then
      TypeIn target, value, text
      Exit Sub
    End If
  Next
  Print #2, "error" &amp; Chr(9) &amp; "not offered: " &amp; text
End Sub

Sub TypeIn(target As Object, value As String, text As String)
  If Locked(target) Then
    Print #2, "error" &amp; Chr(9) &amp; "locked: " &amp; text
  Else
    target.FormulaLocal = value
  End If
End Sub
"""


@dataclass(slots=True)
class Spreadsheet:
    """Rekenblad: what a person does with the file at `home`/worklist.xlsx; `work` does it all."""

    program: str
    home: Path
    orders: list[tuple[str, ...]] = field(default_factory=list)

    def answer(self, subject: str, **cells: str) -> "Spreadsheet":
        """Fill in a row: choose where there is a list to choose from, else type."""
        for column, value in cells.items():
            verb = "choose" if column in {"action", "target"} else "type"
            self.orders.append((verb, subject, column, value))
        return self

    def ask(self, verb: str, subject: str, column: str) -> "Spreadsheet":
        """What a `list` offers, whether a cell is `locked`, or what it `shows`."""
        self.orders.append((verb, subject, column))
        return self

    def work(self, data: bytes) -> tuple[bytes, bytes, list[list[str]]]:
        """Open, do all of it, save twice: (xlsx, csv, what was said of each question)."""
        self.home.mkdir()
        places = {n: self.home / n for n in ("in.xlsx", "out.xlsx", "out.csv", "orders")}
        urls = {name: place.as_uri() for name, place in places.items()}
        places["in.xlsx"].write_bytes(data)
        saves = [("save", urls["out.xlsx"], XLSX, ""), ("save", urls["out.csv"], CSV, SEMICOLON)]
        orders = [("open", urls["in.xlsx"]), *self.orders, *saves]
        places["orders"].write_text("".join("\t".join(o) + "\n" for o in orders))
        self._profile()
        self._start(f'macro:///Standard.{MODULE}.Work("{places["orders"]}")')
        told = places["orders"].with_suffix(".said").read_text(encoding="utf-8").splitlines()
        said = [line.split("\t") for line in told]
        assert not [s for s in said if s[0] == "error"], said
        return places["out.xlsx"].read_bytes(), places["out.csv"].read_bytes(), said

    def _start(self, *what: str) -> None:
        profile = f"-env:UserInstallation={(self.home / 'profile').as_uri()}"
        command = [self.program, profile, "--headless", "--norestore", *what]
        subprocess.run(command, check=True, capture_output=True, timeout=120)

    def _profile(self) -> None:
        """A Dutch user who has our macro; the program lays out the profile itself, once."""
        user = self.home / "profile" / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(DUTCH)
        self._start("--terminate_after_init")
        library = user / "basic" / "Standard"
        (library / "script.xlb").write_text(LIBRARY.format(ELEMENT))
        (library / f"{MODULE}.xba").write_text(PROGRAM.format(MODULE, BASIC))
