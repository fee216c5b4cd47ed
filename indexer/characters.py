"""Classes of characters that several modules must agree on, as bodies of ``re`` character sets.

Each constant is the inside of ``[...]``, so that modules can combine them; none holds a blank.
"""

from __future__ import annotations

# Characters that print nothing and split or reorder words: soft hyphen, grapheme joiner, Arabic
# and Mongolian marks, zero-width and bidi controls, variation selectors, BOM, and plane 14 (tags
# and ideographic variation selectors).
IGNORABLE = (
    "\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff"
)

# Code points that are no text: C0 and C1 controls other than blanks, and lone surrogates.
NOT_TEXT = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff"

KANJI = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HIRAGANA = "\u3041-\u3096"
KATAKANA = "\u30a1-\u30fa"
