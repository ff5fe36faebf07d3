"""What every step begins with: its name, a few sentences, the formula and its letters."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

FORMULAE: Mapping[str, str] = {
    "embedding": r"a \cdot b = \sum_{j} a_j\, b_j, \qquad \lVert a \rVert = \sqrt{a \cdot a} = 1",
    "neighbours": r"d_i = \lVert a - b_i \rVert = \sqrt{2 - 2\, a \cdot b_i}",
    "weights": r"w_i = \frac{s_i^{\,m}}{\sum_{j=1}^{k} s_j^{\,m}}, \qquad s_i = \frac{1}{d_i}",
    "kernels": r"f(x) = \sum_{i=1}^{k} w_i\, K_\sigma(x, x_i), \quad "
    r"K_\sigma \propto e^{\,(x \cdot x_i - 1)/\sigma^2}",
    "mode": r"\begin{gathered} \hat{x} = \arg\max_x f(x) \\"
    r" P(r) = \int_{d(x, \hat{x}) \le r} f(x)\, dx \end{gathered}",
    "exhibit": r"\sigma_{\text{east}} = \sigma \cdot 111\,\text{km} \cdot \cos\varphi",
}
"""The paper's section 3.2 and equation 1, with the kernel on the sphere; the last one is geometry."""


def explain(stop: str, texts: Mapping[str, str], **values: str) -> None:
    """Draw it; the values go into the sentences."""
    st.markdown(f"## {texts[f'lesson_{stop}_title']}")
    st.markdown(texts[f"lesson_{stop}_text"].format(**values))
    st.latex(FORMULAE[stop])
    # Letters are explained with braces of TeX in them: nothing is put into these lines.
    st.caption(texts[f"lesson_{stop}_letters"])
