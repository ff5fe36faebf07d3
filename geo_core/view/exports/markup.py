"""HTML whose every text is escaped: an element is a call, and only elements are markup."""

from __future__ import annotations

import html

VOID = frozenset({"img", "br", "meta"})


class Markup(str):
    """Text that is markup already: made by `element` or `joined`, never from data."""

    __slots__ = ()


def element(tag: str, *children: str | None, **attributes: str | int | bool | None) -> Markup:
    """One element.

    Parameters
    ----------
    tag
        Its name.
    children
        Markup as it is; any other text is escaped, None is left out.
    attributes
        ``class_`` is ``class``, and other underscores are hyphens; True is written without a value,
        False and None are left out.
    """
    written = "".join(_attribute(name, value) for name, value in attributes.items())
    if tag in VOID:
        return Markup(f"<{tag}{written}>")
    return Markup(f"<{tag}{written}>{joined(*children)}</{tag}>")


def joined(*children: str | None) -> Markup:
    """Elements and texts one after the other, the texts escaped."""
    return Markup("".join(one if isinstance(one, Markup) else html.escape(one) for one in children if one))


def _attribute(name: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = name.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{html.escape(str(value))}"'
