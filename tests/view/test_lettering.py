from geo_core.view.lettering import fitted, font, plain, wrapped


def test_letters_that_the_typeface_lacks_leave_no_boxes():
    assert plain("Kyōto 京都 σ ≤ 4° \U0001f600 Москва") == "Kyōto … σ ≤ 4° … Москва"
    assert plain("京都, 日本") == "…"
    assert plain("क\u093c") == "…"
    assert plain("o\u0308") == "ö"


def test_a_line_is_cut_only_where_it_must_be():
    face = font(20)
    width = face.getlength("Agra, India")
    assert fitted("Agra, India", face, width) == "Agra, India"
    cut = fitted("Agra, India", face, width - 1)
    assert cut.endswith("…")
    assert face.getlength(cut) <= width - 1
    assert fitted("Agra", face, 1) == ""


def test_words_are_wrapped_and_none_is_lost():
    face = font(20)
    words = "The likely region is larger than a continent, and so is the doubt"
    lines = wrapped(words, face, 200, most=9)
    assert len(lines) > 2
    assert all(face.getlength(line) <= 200 for line in lines)
    assert " ".join(lines) == words
    assert " ".join(wrapped(words, face, 200, most=2)) == words
    assert len(wrapped(words, face, 200, most=2)) == 2
