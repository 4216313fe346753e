"""How the address of a meeting and of a case begins, for all that lies below them."""

MEETING = "moter/<int:year>/M<int:sequence>/"
CASE = f"{MEETING}<int:item>/"
ITEM = "saker/<int:pk>/"  # a case wherever it is, also in none
