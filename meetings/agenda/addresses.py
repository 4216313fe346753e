"""How the address of a meeting and of a case begins, for all that lies below them."""

MEETING = "moter/<int:year>/M<int:sequence>/"
CASE = "saker/<int:pk>/"  # by the key of its reference, which never moves
NUMBERED_CASE = f"{MEETING}<int:item>/"  # as it was before, and as it stands in what was frozen then
