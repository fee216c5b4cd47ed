"""What may be written where quantities are read: digits, units and words about them."""

from __future__ import annotations

from hypothesis import strategies as st

WRITTEN = st.sampled_from(
    "0123456789０１二三四五十百千万億兆〇年月日時分割倍半数何約第人社台円元ドル%％.,、~〜-/$¥ "
    "のから以上未満世紀代ナノメートルkmBg紀元前令和嘉永ab½⅒㌫①"
)
HOSTILE = st.lists(
    st.one_of(WRITTEN, st.sampled_from("half one third times million in the about".split())),
    max_size=30,
).map("".join)
