import pytest

from geo_core.view.plain_text import LONGEST, one_line


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ("two\nlines\tand  more\r\n", "two lines and more"),
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("half \ud83d a pair", "half  a pair"),
        ("\u202egpj.exe", "gpj.exe"),
        ("ক্‌ষ", "ক্‌ষ"),
        ("São Tomé – 京都", "São Tomé – 京都"),
        ("", ""),
    ],
)
def test_one_line_of_letters(given, line):
    assert one_line(given) == line


def test_what_is_too_long_is_cut_and_shows_it():
    assert one_line("x" * LONGEST) == "x" * LONGEST
    cut = one_line("x" * 10**6)
    assert len(cut) == LONGEST
    assert cut.endswith("x…")
