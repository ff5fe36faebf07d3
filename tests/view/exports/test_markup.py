from geo_core.view.exports.markup import Markup, element, joined


def test_every_text_is_escaped_and_no_element_twice():
    inner = element("b", "<x> & 'y'")
    assert inner == "<b>&lt;x&gt; &amp; &#x27;y&#x27;</b>"
    assert element("p", inner, "<", None) == f"<p>{inner}&lt;</p>"
    assert joined("<", Markup("<br>")) == "&lt;<br>"


def test_attributes():
    made = element("img", class_="a", data_result=3, alt='"><script>', hidden=True, title=None, open=False)
    assert made == '<img class="a" data-result="3" alt="&quot;&gt;&lt;script&gt;" hidden>'
