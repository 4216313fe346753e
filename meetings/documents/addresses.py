"""How the address of a document begins, for all that lies below it."""

DOCUMENT = "dokumenter/<int:pk>/"
